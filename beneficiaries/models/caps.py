"""The SQL by which the database itself refuses a cap that is not the rule in force, of a device or of a set."""

# A rule in force for the device's lane, its owner's legal kind and its type, on the day of the hand-over.
_IN_FORCE = """SELECT 1 FROM inventory_pricerule {rule}
    JOIN inventory_device device ON device.id = NEW.device_id
    JOIN accounts_organisation owner ON owner.id = device.owner_id
    WHERE {rule}.lane = device.lane AND {rule}.owner_kind = owner.legal_kind
    AND ({rule}.type_id = device.type_id OR {rule}.type_id IS NULL)
    AND {rule}.since <= NEW.handed_over_on
    AND ({rule}.until IS NULL OR {rule}.until >= NEW.handed_over_on)"""
_OUTDONE = f"""EXISTS ({_IN_FORCE.format(rule="other")}
    AND ((rule.type_id IS NULL AND other.type_id IS NOT NULL)
        OR ((rule.type_id IS NULL) = (other.type_id IS NULL) AND other.since > rule.since)))"""
_NO_RULE = (
    f"""(NEW.cap_cents = 0 AND NEW.cap_rule = 'no_rule' AND NOT EXISTS ({_IN_FORCE.format(rule="rule")}))"""
)
_OTHER_LANE = "NEW.lane <> (SELECT device.lane FROM inventory_device device WHERE device.id = NEW.device_id)"
# The other devices of the set handed over that day add their caps, but those the rule's price covers; in the lane where
# nothing may be charged, none.
_WITH_THE_SET = """CASE WHEN NEW.lane = 'public_gift_free_only' THEN 0 ELSE (
    SELECT COALESCE(SUM(item.cap_cents), 0) FROM beneficiaries_allocationitem item
    JOIN inventory_device part ON part.id = item.device_id
    WHERE item.allocation_id = NEW.allocation_id AND item.released_at IS NULL
    AND item.handed_over_on = NEW.handed_over_on
    AND NOT EXISTS (SELECT 1 FROM inventory_pricecover cover
        WHERE cover.rule_id = rule.id AND cover.type_id = part.type_id)) END"""


def _is_wrong(cap: str) -> str:
    """A type's own rule holds before the general one, then the latest. Without any, nothing may be charged."""
    copied = f"""EXISTS ({_IN_FORCE.format(rule="rule")}
        AND {cap} = NEW.cap_cents AND rule.code = NEW.cap_rule AND NOT {_OUTDONE})"""
    return f"NEW.cap_cents IS NOT NULL AND ({_OTHER_LANE} OR NOT ({copied} OR {_NO_RULE}))"


CAP_OF_DEVICE_IS_WRONG = _is_wrong("rule.cap_cents")
CAP_OF_SET_IS_WRONG = _is_wrong(f"rule.cap_cents + {_WITH_THE_SET}")
