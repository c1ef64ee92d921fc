"""A collecting site in words, on any page that names one."""

from django import template

from donors import queries

register = template.Library()
register.filter("site_name", queries.site_name)
register.filter("way_there", queries.way_there)
