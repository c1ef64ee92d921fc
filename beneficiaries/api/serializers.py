"""What the API reads and writes of requests, allocations and hand-overs."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from beneficiaries import queries
from beneficiaries.models import COMMUNE, Allocation, Handover, PaymentMeans, PurposeProfile, Request
from beneficiaries.states import (
    Accessory,
    AgeBand,
    Behalf,
    Channel,
    Connection,
    ConnectionHelp,
    Feature,
    OnWord,
    SignatureMethod,
    SkillsHelp,
    Urgency,
)
from inventory.models import Device
from reuse.accounts.models import Site
from reuse.core.ledger import LedgerEntry
from reuse.core.models import DeviceType
from reuse.documents.signatures import are_strokes


def slug(field: str, **kwargs: Any) -> serializers.SlugRelatedField[Any]:
    """A relation by its public name."""
    return serializers.SlugRelatedField[Any](slug_field=field, **(kwargs or {"read_only": True}))


class RequestSerializer(serializers.ModelSerializer[Request]):
    """A need for a device. No name, no address: `ref` is the case number."""

    partner = slug("public_id")
    programme = slug("code")
    type = slug("code")
    purpose = slug("code")
    site = slug("public_id")

    class Meta:
        model = Request
        fields = (
            *("ref", "stage", "stage_since", "partner", "programme", "type", "purpose", "accessories"),
            *("features", "connection", "connection_help", "skills_help", "age_band", "department"),
            *("channel", "behalf", "on_word", "confirmed_at"),
            *(
                "in_priority_area",
                "site",
                "urgency",
                "needed_by",
                "loan_until",
                "information",
                "created_at",
                "submitted_at",
            ),
        )
        read_only_fields = fields


class NewRequestSerializer(serializers.Serializer[Any]):
    """A request to file. `met`: the criteria seen met on `seen_on`; `draft`: keep it, do not send it yet.

    `sheet_language`: of the first steps on paper, `fr`, `easy`, `en` or the name of a reviewed one; read by nobody.
    """

    type = slug("code", queryset=DeviceType.objects.all())
    purpose = slug("code", queryset=PurposeProfile.objects.all())
    site = slug("public_id", queryset=Site.objects.filter(hands_over=True))
    age_band = serializers.ChoiceField(choices=AgeBand.choices)
    commune = serializers.CharField(max_length=5, validators=[COMMUNE])
    accessories = serializers.MultipleChoiceField(choices=Accessory.choices, required=False)
    features = serializers.MultipleChoiceField(choices=Feature.choices, required=False)
    connection = serializers.ChoiceField(choices=Connection.choices, default="")
    connection_help = serializers.ChoiceField(choices=ConnectionHelp.choices, default="")
    skills_help = serializers.ChoiceField(choices=SkillsHelp.choices, default="")
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.IN_PERSON)
    behalf = serializers.ChoiceField(choices=Behalf.choices, default="")
    on_word = serializers.ChoiceField(choices=OnWord.choices, default="")
    in_priority_area = serializers.BooleanField(allow_null=True, default=None)
    urgency = serializers.ChoiceField(choices=Urgency.choices, default="")
    needed_by = serializers.DateField(allow_null=True, default=None)
    loan_until = serializers.DateField(allow_null=True, default=None)
    sheet_language = serializers.CharField(max_length=40, allow_blank=True, default="")
    mark = serializers.CharField(max_length=20, allow_blank=True, default="")
    information = serializers.CharField(max_length=200, allow_blank=True, default="")
    met = serializers.ListField(child=serializers.CharField(), default=list)
    seen_on = serializers.DateField()
    draft = serializers.BooleanField(default=False)

    def validate_sheet_language(self, value: str) -> str:
        if value and value not in (known := queries.sheet_languages()):
            raise ValidationError(f"one of {', '.join(known)}")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs["urgency"]) != bool(attrs["needed_by"]):
            raise ValidationError({"needed_by": "urgency and needed_by are given together"})
        if bool(attrs["behalf"]) != bool(attrs["on_word"]):
            raise ValidationError({"on_word": "behalf and on_word are given together"})
        for name in ("accessories", "features"):
            attrs[name] = sorted(attrs.get(name, ()))
        return attrs


class SetField(serializers.ListField):
    """Codes of the other devices of the set that are held, or with the person."""

    def __init__(self, *, source: str = "items") -> None:
        super().__init__(child=serializers.CharField(), source=source, read_only=True)

    def to_representation(self, data: Any) -> list[str]:
        return [item.device.code for item in data.all() if item.released_at is None]


class AllocationSerializer(serializers.ModelSerializer[Allocation]):
    """A device proposed for a request. `facts`: the rule, the rank and the devices compared, to compute it again."""

    id = serializers.UUIDField(source="public_id")
    request = slug("ref")
    device = slug("code")
    set = SetField()

    class Meta:
        model = Allocation
        fields = (
            "id",
            "request",
            "device",
            "set",
            "stage",
            "stage_since",
            "by_rule",
            "answer",
            "facts",
            "created_at",
        )
        read_only_fields = fields


class NewAllocationSerializer(serializers.Serializer[Any]):
    """A proposal to make. Without `device`, the rule's best fit; with another one, a `reason_code` is needed."""

    request = serializers.CharField()
    device = slug("code", queryset=Device.objects.all(), required=False, allow_null=True)
    reason_code = serializers.CharField(allow_blank=True, default="")
    note = serializers.CharField(max_length=300, allow_blank=True, default="")


class PaymentSerializer(serializers.Serializer[Any]):
    """A part of the price, and how it was paid. `number`: of a voucher that pays; it is taken once."""

    means = slug("code", queryset=PaymentMeans.objects.all())
    amount_cents = serializers.IntegerField(min_value=1)
    number = serializers.CharField(max_length=40, allow_blank=True, default="")


class TermsSerializer(serializers.Serializer[Any]):
    """What goes with the device: `missing` names what should have; the SIM card and the workshop are the other two legs."""

    missing = serializers.ListField(child=serializers.CharField(max_length=24), default=list)
    sim_given = serializers.BooleanField(default=False)
    workshop_at = serializers.DateTimeField(allow_null=True, default=None)
    workshop_place = serializers.CharField(max_length=120, allow_blank=True, default="")
    mediator = serializers.CharField(max_length=120, allow_blank=True, default="")


class HandoverSerializer(serializers.ModelSerializer[Handover]):
    """A hand-over. Amounts in euro cents; `cap_rule`: the price rule the cap was copied from. No signature here."""

    id = serializers.UUIDField(source="public_id")
    allocation = slug("public_id")
    request = slug("ref")
    device = slug("code")
    set = SetField(source="allocation.items")
    site = slug("public_id")
    document = slug("number")
    payments = PaymentSerializer(many=True, read_only=True)
    terms = TermsSerializer(read_only=True, allow_null=True, default=None)

    class Meta:
        model = Handover
        fields = (
            *(
                "id",
                "allocation",
                "request",
                "device",
                "set",
                "site",
                "stage",
                "stage_since",
                "planned_at",
                "lane",
            ),
            *("cap_cents", "cap_rule", "price_cents", "handed_over_on", "warranty_until", "document"),
            *("payments", "terms"),
        )
        read_only_fields = fields


class NewHandoverSerializer(serializers.Serializer[Any]):
    """An appointment for a reserved device."""

    allocation = serializers.UUIDField()
    site = slug("public_id", queryset=Site.objects.filter(hands_over=True))
    planned_at = serializers.DateTimeField()


class SignatureSerializer(serializers.Serializer[Any]):
    """How the person signed: strokes [[[x, y], …], …] from 0 to 1000, or the name of who signed on paper."""

    method = serializers.ChoiceField(choices=SignatureMethod.choices)
    name = serializers.CharField(max_length=80, allow_blank=True, default="")
    strokes = serializers.ListField(default=list)

    def validate_strokes(self, value: object) -> object:
        if not are_strokes(value):
            raise ValidationError("a list of strokes, each a list of [x, y]")
        return value


class MoveSerializer(serializers.Serializer[Any]):
    """An event to add: a move of the table, with the reason it may need."""

    move = serializers.CharField(max_length=24)
    reason_code = serializers.CharField(allow_blank=True, default="")
    note = serializers.CharField(max_length=300, allow_blank=True, default="")


class HandoverMoveSerializer(MoveSerializer):
    """An event of a hand-over; `hand_over` needs the code read, the price and the signature.

    `payments`: how the price was paid, if it is said; they make the price. `terms`: what went with the device.
    `scanned`: what was read on the other devices of the set, and on accessories.
    """

    code = serializers.CharField(allow_blank=True, default="")
    scanned = serializers.ListField(child=serializers.CharField(max_length=200), default=list, max_length=20)
    price_cents = serializers.IntegerField(min_value=0, default=0)
    signature = SignatureSerializer(required=False)
    payments = PaymentSerializer(many=True, default=list)
    terms = TermsSerializer(required=False)
    is_replaced = serializers.BooleanField(default=True)


class HistorySerializer(serializers.Serializer[LedgerEntry]):
    """An event of a ledger. `hash`: SHA-256 of its other fields."""

    seq = serializers.IntegerField()
    kind = serializers.CharField()
    move = serializers.CharField()
    from_stage = serializers.CharField()
    to_stage = serializers.CharField()
    at = serializers.DateTimeField()
    on = serializers.DateField()
    recorded_at = serializers.DateTimeField()
    reason_code = serializers.CharField()
    details = serializers.DictField()
    hash = serializers.CharField()
