"""The component tags: what they write, and what they refuse."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import timezone, translation

from reuse.web import charts
from reuse.web.templatetags import look


def write(text, **context):
    template = engines["django"].from_string("{% load look %}" + text).template
    return template.render(Context(context))


class RequestForm(forms.Form):
    use = forms.ChoiceField(
        label="Use", help_text="Sets the power.", widget=forms.RadioSelect,
        choices=[("study", "Studies\noffice, video calls"), ("work", "Work")],
    )  # fmt: skip
    commune = forms.CharField(label="Commune", help_text="Name or postal code.")
    age = forms.ChoiceField(label="Age", required=False, choices=[("1", "26–39")])
    seen = forms.BooleanField(label="I saw a document")
    sheet = forms.FileField(label="Drop a file", help_text="csv, 20 MB at most")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    secret = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("These answers contradict each other.")


class TestBadges:
    def test_a_mark_is_silent_for_screen_readers(self):
        assert write("{% mark 'ok' %}") == '<span class="mark ok" aria-hidden="true"></span>'

    def test_an_unknown_mark_is_refused(self):
        with pytest.raises(ValueError, match="no mark"):
            look.mark("bof")

    @pytest.mark.parametrize(
        ("code", "drawing"), [("erasure", "erasure"), ("recycled", "exit"), ("lost", "exit")]
    )
    def test_a_stage_off_the_way_is_an_exit(self, code, drawing):
        assert f'data-stage="{drawing}">mot</span>' in write("{% stage code 'mot' %}", code=code)

    def test_words_of_a_badge_are_escaped(self):
        assert "<b>" not in write("{% stage 'audit' word %}{% tag word %}{% code word %}", word="<b>")

    @pytest.mark.parametrize(
        ("value", "shown"),
        [("BCDEFGHJK", "BCDE-FGHJ-K"), ("GRPC26-0043", "GRPC26-0043"), ("5CG9482KX", "5CG9482KX"), ("", "")],
    )
    def test_only_our_code_is_grouped(self, value, shown):
        assert look.grouped(value) == shown

    @pytest.mark.parametrize(
        ("level", "tone", "mark", "role"),
        [
            (messages.SUCCESS, "ok", "ok", "status"),
            (messages.WARNING, "warn", "warn", "status"),
            (messages.ERROR, "bad", "no", "alert"),
            (messages.INFO, "", "info", "status"),
        ],
    )
    def test_a_message_has_its_tone_and_mark(self, level, tone, mark, role):
        html = write("{% message each %}", each=Message(level, "Saved <here>."))

        assert f'<div class="alert {tone}" role="{role}"><span class="mark {mark}"' in html
        assert "Saved &lt;here&gt;." in html


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "french", "english"),
        [
            ("{{ 1234567|number }}", "1\u202f234\u202f567", "1,234,567"),
            ("{{ exact|number:2 }}", "1\u202f234,50", "1,234.50"),
            ("{{ less|number }}", "−4", "−4"),
            ("{{ nothing|number }}", "–", "–"),
            ("{{ share|percent }}", "52\u00a0%", "52%"),
            ("{{ share|percent:1 }}", "52,3\u00a0%", "52.3%"),
            ("{{ 18000|euros }}", "180\u00a0€", "€180"),
            ("{{ 123456|euros }}", "1\u202f234,56\u00a0€", "€1,234.56"),
            ("{{ 11|days }}", "11\u00a0j", "11 d"),
            ("{{ on|day }}", "24 nov. 2026", "24 Nov 2026"),
            ("{{ on|month }}", "nov.", "Nov"),
            ("{{ at|instant }}", "24 nov. 2026, 9\u00a0h\u00a058", "24 Nov 2026, 09:58"),
        ],
    )  # fmt: skip
    def test_numbers_and_days_follow_the_language(self, text, french, english):
        context = {
            "exact": Decimal("1234.5"), "less": -4, "nothing": None, "share": 0.5232,
            "on": date(2026, 11, 24), "at": datetime(2026, 11, 24, 8, 58, tzinfo=UTC),
        }  # fmt: skip

        with timezone.override("Europe/Paris"):
            with translation.override("fr"):
                assert write(text, **context) == french
            with translation.override("en"):
                assert write(text, **context) == english

    @pytest.mark.parametrize(
        ("length", "shown"),
        [
            (timedelta(days=2, hours=5), "2\u00a0j"),
            (timedelta(hours=3, minutes=40), "3\u00a0h"),
            (timedelta(minutes=5, seconds=59), "5\u00a0min"),
            (None, "–"),
        ],
    )
    def test_a_duration_shows_its_largest_unit(self, length, shown):
        assert look.duration(length) == shown


class TestForms:
    def form(self, **answers):
        return RequestForm({"use": "study", **answers})

    def test_a_text_field_is_tied_to_its_label_help_and_error(self):
        html = write("{% field form.commune %}", form=self.form())

        assert '<label for="id_commune">Commune</label>' in html
        assert 'id="id_commune_helptext">Name or postal code.' in html
        assert 'id="id_commune_error"' in html
        assert 'aria-describedby="id_commune_helptext id_commune_error"' in html
        assert 'aria-invalid="true"' in html

    def test_a_field_that_may_stay_empty_says_so(self):
        html = write("{% field form.note %}{% field form.age %}", form=self.form())

        assert html.count("(facultatif)") == 2
        assert "<textarea" in html
        assert "<select" in html

    def test_choices_are_tiles_with_a_second_line(self):
        html = write("{% field form.use %}", form=self.form())

        assert '<fieldset id="id_use"' in html
        assert html.count('<label class="tile">') == 2
        assert "<b>Studies</b><small>office, video calls</small>" in html
        assert 'aria-describedby="id_use_helptext"' in html
        assert 'value="study"' in html
        assert html.count("checked") == 1

    def test_choices_may_stand_side_by_side(self):
        html = write("{% field form.use appearance='seg' %}", form=self.form())

        assert '<div class="seg">' in html
        assert "tile" not in html

    def test_a_box_to_tick_and_a_file_have_their_own_shape(self):
        html = write("{% field form.seen %}{% field form.sheet %}{% field form.secret %}", form=self.form())

        assert '<label class="check" for="id_seen">' in html
        assert '<label class="drop" for="id_sheet">' in html
        assert '<input type="hidden"' in html

    def test_the_summary_links_each_error_to_its_field(self):
        html = write("{% form_errors form %}", form=self.form(use=""))

        assert 'role="alert"' in html
        assert "5 réponses sont à corriger" in html
        for anchor in ("#id_use", "#id_commune", "#id_seen", "#id_sheet"):
            assert f'href="{anchor}"' in html
        assert "<li>These answers contradict each other.</li>" in html

    def test_there_is_no_summary_while_all_is_well(self):
        assert write("{% form_errors form %}", form=forms.Form({})).strip() == ""


class TestLists:
    def test_a_bar_with_words_is_a_picture(self):
        html = write("{% bar 41 target=50 label='41 %' %}")

        assert 'role="img" aria-label="41 %"' in html
        assert '<rect class="a" x="0%" width="41%"' in html
        assert 'class="mk" x1="50%"' in html

    def test_a_bar_without_words_is_decoration(self):
        assert 'aria-hidden="true"' in write("{% bar 41 %}")

    def test_a_funnel_writes_number_and_note(self):
        html = write("{% funnel steps %}", steps=[charts.Step("Reçus", 1460, "7 manquent", url="/d/")])

        assert '<a href="/d/">Reçus</a>' in html
        assert '<b class="n">1\u202f460</b><span class="note">7 manquent</span>' in html

    def test_a_query_keeps_the_other_parameters(self):
        request = RequestFactory().get("/", {"stage": "audit", "page": "1"})

        assert write("{% query page=2 %}", request=request) == "?stage=audit&amp;page=2"
        assert write("{% query stage=None %}", request=request) == "?page=1"

    def test_a_pager_shows_only_the_ways_there_are(self):
        html = write("{% pager '' '?after=9' '1 à 50' %}")

        assert 'rel="next" href="?after=9"' in html
        assert 'rel="prev"' not in html
        assert write("{% pager %}").strip() == ""

    def test_work_to_do_is_a_sentence_and_a_gesture(self):
        item = SimpleNamespace(
            number=7, title="appareils manquent", detail="143 sur 150.", late="Ouvert depuis 4 jours.",
            url="/d/", action="Reprendre", is_primary=True,
        )  # fmt: skip

        html = write("{% include 'web/_todo.html' %}", items=[item])

        assert '<b class="n">7</b>' in html
        assert '<span class="late">Ouvert depuis 4 jours.</span> 143 sur 150.' in html
        assert '<a class="btn go" href="/d/">Reprendre</a>' in html

    def test_facts_leave_out_what_is_empty(self):
        html = write(
            "{% include 'web/_facts.html' %}", facts=[("Série", "5CG9"), ("Case", ""), ("RAM", None)]
        )

        assert "<dt>Série</dt><dd>5CG9</dd>" in html
        assert html.count("<dt>") == 1

    @pytest.mark.parametrize(("state", "asks_again"), [("waiting", True), ("running", True), ("done", False), ("failed", False)])  # fmt: skip
    def test_progress_asks_again_until_the_job_ends(self, state, asks_again):
        job = SimpleNamespace(label="Import", state=state, done=41, total=100, error="La feuille est vide.")

        html = write(
            "{% include 'web/_progress.html' %}",
            job=job,
            poll_url="/jobs/7/",
            request=RequestFactory().get("/"),
        )

        assert ('hx-get="/jobs/7/"' in html) is asks_again
        assert ("La feuille est vide." in html) is (state == "failed")

    def test_a_burn_up_has_its_figures_as_a_table(self):
        achieved = [charts.Achieved(date(2026, 7, 1), 1300)]
        chart = charts.burn_up(start=date(2026, 1, 1), end=date(2026, 12, 31), target=4000, achieved=achieved)

        html = write(
            "{% include 'web/charts/burn_up.html' %}", chart=chart, chart_id="isere", title="Remis en Isère"
        )

        assert '<title id="isere-title">Remis en Isère</title>' in html
        assert '<th scope="row">1er juil. 2026</th><td class="num">1\u202f300</td>' in html
        assert 'viewBox="0 0 364 100"' in html, "coordinates are not written in French"
