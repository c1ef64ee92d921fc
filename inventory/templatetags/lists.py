"""Cells of a list under the columns chosen."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inventory.models import Device
from inventory.queries import Column
from reuse.web.templatetags.look import day, instant, number, stage

register = template.Library()


@register.simple_tag
def cell(column: Column, device: Device) -> str | SafeString:
    """What a column says of a device, as a table cell shows it."""
    match column.code:
        case "stage":
            return format_html("<td>{}</td>", stage(device.stage, str(device.get_stage_display())))
        case "since":
            return format_html('<td class="nw">{}</td>', instant(device.stage_since))
        case "received":
            return format_html(
                '<td class="nw">{}</td>', day(device.received_at) if device.received_at else ""
            )
        case "batch":
            ref = device.donation.ref
            address = reverse("inventory:donation-detail", args=[ref])
            return format_html('<td class="nw"><a href="{}">{}</a></td>', address, ref)
        case "grade":
            return format_html('<td class="num">{}</td>', device.grade)
    value = column.value(device)
    if column.is_number and not isinstance(value, str):
        return format_html('<td class="num">{}</td>', "" if value is None else number(value))  # type: ignore[arg-type]
    return format_html("<td>{}</td>", "" if value is None else value)
