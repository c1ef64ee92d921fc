"""The words of the gift agreement: each function is one article, its title first, then its sentences."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

Article = tuple[str, list[str]]

BETWEEN = pgettext_lazy("document", "Between:")
DONOR = pgettext_lazy("document", "The donor")
RECEIVER = pgettext_lazy("document", "The receiving organisation")
REPRESENTED_BY = pgettext_lazy("document", "Represented by")
FOR_THE_DONOR = pgettext_lazy("document", "For the donor")
FOR_THE_RECEIVER = pgettext_lazy("document", "For the receiving organisation")


def title() -> str:
    return pgettext("document", "Gift agreement with commitment to reuse")


def lead(batch: str, quantity: int) -> str:
    return npgettext(
        "document", "Batch %(batch)s, %(quantity)s device", "Batch %(batch)s, %(quantity)s devices", quantity
    ) % {
        "batch": batch,
        "quantity": quantity,
    }


def annex(quantity: int) -> str:
    return npgettext(
        "document",
        "Annex: list of the device given",
        "Annex: list of the %(quantity)s devices given",
        quantity,
    ) % {"quantity": quantity}


def purpose(batch: str, quantity: int) -> Article:
    return pgettext("document", "Purpose"), [
        pgettext(
            "document",
            "The donor gives the receiving organisation, without consideration, the devices of batch %(batch)s: %(quantity)s in number, counted below and listed in the annex where they are known one by one. The receiving organisation accepts them.",
        )
        % {"batch": batch, "quantity": quantity},
    ]


def right_to_give() -> Article:
    return pgettext("document", "Right to give"), [
        pgettext(
            "document",
            "The donor declares that it owns these devices, that it may dispose of them freely, and that no lease, pledge or claim weighs on them.",
        ),
        pgettext(
            "document",
            "Before they leave, the donor removes them from its device management, from activation locks and from accounts, removes firmware passwords or passes them on: a device that stays locked cannot be given a second life.",
        ),
    ]


def public_gift(*, legal_basis: str, cap: str, cap_source: str) -> list[str]:
    """What a public body adds to its right to give."""
    return [
        pgettext("document", "The donor is a public body: this gift is made on the basis of %(legal_basis)s.")
        % {"legal_basis": legal_basis},
        pgettext(
            "document",
            "The donor attests that it no longer uses these devices and that the value of each one is not above %(cap)s (%(source)s).",
        )
        % {"cap": cap, "source": cap_source},
    ]


def deliberation(reference: str, day: str) -> str:
    """The day may be unknown."""
    if not day:
        return pgettext("document", "Decision authorising the gift: %(reference)s.") % {
            "reference": reference
        }
    sentence = pgettext("document", "Decision authorising the gift: %(reference)s of %(day)s.")
    return sentence % {"reference": reference, "day": day}


def transfer(collection: str) -> Article:
    return pgettext("document", "Transfer of ownership and of risks"), [
        collection,
        pgettext(
            "document",
            "Ownership and risks pass to the receiving organisation when it, or its carrier, takes the devices away, or when they are deposited at its site.",
        ),
        pgettext(
            "document",
            "What was announced and what was received are compared at reception; the reception slip states every difference, and the agreement bears on what was received.",
        ),
    ]


def data_protection() -> Article:
    return pgettext("document", "Data left on the devices"), [
        pgettext(
            "document",
            "Until each storage medium is erased, the receiving organisation processes the personal data that may remain on it as a processor on behalf of the donor, within the meaning of article 28 of the General Data Protection Regulation. Purpose and nature: erasing. Duration: from removal until erasure or destruction is verified. Data and persons: whatever the donor left on its media, about whomever.",
        ),
        pgettext("document", "The receiving organisation undertakes:"),
    ]


def data_protection_duties(level: str) -> list[str]:
    return [
        pgettext(
            "document",
            "to act on this instruction alone: neither to read, nor to copy, nor to use, nor to pass on any of this data;",
        ),
        pgettext(
            "document",
            "to have only persons bound to confidentiality handle the devices, and to keep these in premises under control until they are erased (article 32);",
        ),
        pgettext(
            "document",
            "to entrust erasure only to workshops of the network, bound by the same duties, which the donor authorises generally; the donor is told of any change and may object;",
        ),
        pgettext(
            "document",
            "to erase each medium at least at level %(level)s of NIST SP 800-88 revision 2, to verify the result, and to destroy any medium that cannot be erased;",
        )
        % {"level": level},
        pgettext(
            "document",
            "to issue, for each device and for the batch, an erasure certificate that names each medium, the method, the verification and the proof;",
        ),
        pgettext(
            "document",
            "to let no device leave the workshop for another use before each of its media is dealt with;",
        ),
        pgettext(
            "document",
            "to tell the donor of any breach of this data without undue delay, to help it answer the persons concerned and meet its own duties (articles 32 to 36);",
        ),
        pgettext(
            "document",
            "to keep none of this data once erased, and to make available whatever shows that these duties are met, audits included.",
        ),
    ]


def reuse_commitment(*, is_public: bool) -> Article:
    sentences = [
        pgettext(
            "document",
            "The receiving organisation undertakes, before the devices are handed to it, to have them reused or prepared for reuse, and to prove device by device what was actually done.",
        )
    ]
    if is_public:
        sentences.append(
            pgettext(
                "document",
                "This commitment, and the proof that follows it, are those that allow the donor to count these devices in its yearly rate of reuse (decree 2023-266 of 12 April 2023).",
            )
        )
    sentences.append(
        pgettext(
            "document",
            "It promises care, not a rate: what cannot be repaired serves for parts or is recycled, and is said to be so.",
        )
    )
    return pgettext("document", "Commitment to reuse"), sentences


def use(lane: str) -> Article:
    """What may be done with the devices follows from the legal lane of the gift."""
    sentences = {
        "public_gift_social": [
            pgettext(
                "document",
                "The devices serve the statutory object of the receiving organisation: to equip, train and accompany people in precarity (CG3P, article L3212-2, 3°).",
            ),
            pgettext(
                "document",
                "They are not resold, save, where the legal form of the receiving organisation allows it, at a solidarity price to people in precarity or to associations that serve them, within the maximum prices set by decree.",
            ),
        ],
        "public_gift_free_only": [
            pgettext(
                "document",
                "The devices are redistributed free of charge (CG3P, article L3212-2, 2°). Any sale is forbidden, on pain of exclusion from later gifts.",
            ),
        ],
    }
    private = [
        pgettext(
            "document",
            "The devices go, through social structures, to people on low incomes or to the structures that accompany them. A solidarity price may be asked, within the limits the network publishes; nothing is sold for profit.",
        )
    ]
    return pgettext("document", "Use of the devices"), sentences.get(lane, private)


def end_of_life() -> Article:
    return pgettext("document", "End of life"), [
        pgettext(
            "document",
            "Whatever cannot be reused is handed over as waste electrical and electronic equipment to an approved channel, with a slip; its media are erased or destroyed first. From removal on, these duties rest on the receiving organisation.",
        )
    ]


def reporting() -> Article:
    return pgettext("document", "Account given to the donor"), [
        pgettext(
            "document",
            "The donor can follow each device from its reception on, and receives the reception slip, the erasure certificates and a statement of what became of the batch. It learns nothing of the people who receive the devices.",
        ),
        pgettext(
            "document",
            "The receiving organisation puts no value on the devices. If the donor declares one to the tax authorities, it sets it itself and answers for it.",
        ),
    ]


def proof() -> Article:
    return pgettext("document", "Effect and proof"), [
        pgettext(
            "document",
            "The agreement takes effect at its last signature and ends when the outcome of each device is stated. Signed on screen or on paper, it bears a number and the digest of its facts: anyone can verify it at the address at the foot of each page.",
        )
    ]
