"""Gestures more than one journey makes: a request filled in, a signature drawn."""

MET = ("no_suitable_device", "no_recent_device", "minimum_income")


def fill_request(page, *, commune="38185", seen_on="2026-01-05"):
    """The form of a request, for a laptop: a purpose, a town, an age, a place, two conditions seen."""
    page.locator("input[name=purpose]").nth(2).check(force=True)
    page.locator("input[name=type]").first.check(force=True)
    page.fill("input[name=commune]", commune)
    page.locator("input[name=age_band]").nth(2).check(force=True)
    page.locator("select[name=site]").select_option(index=1)
    for code in MET:
        page.locator(f"input[name=met][value={code}]").check(force=True)
    page.fill("input[name=seen_on]", seen_on)


def draw_signature(page):
    """A line up and down across the frame."""
    frame = page.locator("canvas")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    step = (box["width"] - 80) / 12
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for at in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * at, box["y"] + 40 + (25 if at % 2 else -25))
    page.mouse.up()
