"""The page of who sees what is made from the code, and tells the truth: real people see no more and no less."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from beneficiaries.queries.classified import Category, category_of
from beneficiaries.states import HandoverStage
from reuse.accounts.roles import ROLES, Reach, Role
from reuse.reports.management.commands import access
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.any_database
REQUEST, IDENTITY = (apps.get_model("beneficiaries", name) for name in ("Request", "Identity"))


def test_the_page_of_access_is_up_to_date():
    call_command("access", check=True)


def test_a_page_that_lies_is_noticed(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "access.md"

    with pytest.raises(CommandError):
        call_command("access", check=True)
    call_command("access")
    call_command("access", check=True)
    page.write_text(page.read_text().replace("| – |", "| all |", 1))
    with pytest.raises(CommandError):
        call_command("access", check=True)


def test_every_table_of_persons_belongs_to_a_row_somebody_sees_or_is_named_apart():
    tables = [
        model
        for model in apps.get_app_config("beneficiaries").get_models()
        if any(
            category_of(model, field.name) not in {None, Category.RULE}
            for field in model._meta.concrete_fields
        )
    ]

    apart = {model.__name__ for model in tables if access.subject_of(model) is None}
    assert apart == set(access.APART)


def test_names_and_marks_stay_with_those_who_follow_or_hand_over():
    reads = {role for role in Role if access.field_seen_by(IDENTITY, Category.IDENTITY, role) != access.NONE}
    marks = {role for role in Role if access.field_seen_by(REQUEST, Category.MARK, role) != access.NONE}

    assert reads == {Role.SOCIAL_WORKER, Role.COORDINATOR}
    assert marks == {Role.SOCIAL_WORKER}


@pytest.mark.django_db
def test_what_the_page_says_of_rows_is_what_people_see():
    factories.handover_at(HandoverStage.DONE)
    tables = [model for model in access.scoped_models() if model._base_manager.exists()]
    assert {"Donation", "Device", "Request", "Allocation", "Handover"} <= {one.__name__ for one in tables}

    for role, meet in people.EVERYONE.items():
        membership = meet()
        for model in tables:
            seen = model.objects.visible_to(membership).count()
            said = access.seen_by(model, Role(membership.role))
            if said == access.NONE:
                assert seen == 0, (role, model)
            elif said == access.ALL:
                assert seen == model._base_manager.count(), (role, model)
            else:
                assert said == access.OF[ROLES[Role(membership.role)].reach], (role, model)
    stranger = people.stranger()
    assert stranger.description.reach == Reach.SITES
    assert not any(
        model.objects.visible_to(stranger).exists() for model in tables if model.__name__ != "LabelPrint"
    )
