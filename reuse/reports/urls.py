"""Addresses of the reports."""

from django.urls import path

from reuse.reports.views import (
    campaigns,
    declared,
    figure_devices,
    figures,
    forecasts,
    opendata,
    periods,
    rates,
    targets,
    yearly,
)

app_name = "reports"
urlpatterns = [
    path("progress/", targets.progress, name="progress"),
    path("progress/method/", forecasts.method, name="forecast-method"),
    path("progress/new/", targets.target_new, name="target-new"),
    path("progress/examples/", targets.example_list, name="examples"),
    path("progress/examples/<slug:code>/adopt/", targets.example_adopt, name="example-adopt"),
    path("progress/declared/", declared.totals, name="declared"),
    path("progress/declared/new/", declared.total_new, name="declared-new"),
    path("progress/declared/file/", declared.totals_file, name="declared-file"),
    path("progress/declared/empty.csv", declared.totals_empty, name="declared-empty"),
    path("progress/declared/<uuid:public_id>/correct/", declared.total_correct, name="declared-correct"),
    path("progress/declared/<uuid:public_id>/source/", declared.total_source, name="declared-source"),
    path("progress/<uuid:public_id>/", targets.target, name="target"),
    path("progress/<uuid:public_id>/change/", targets.target_change, name="target-change"),
    path("progress/<uuid:public_id>/end/", targets.target_end, name="target-end"),
    path("progress/<uuid:public_id>/progress.csv", targets.target_file, name="target-file"),
    path("figures/", figures.figures, name="figures"),
    path("figures/figures.csv", figures.figures_file, name="figures-file"),
    path("figures/devices/", figure_devices.figure_devices, name="figure-devices"),
    path("campaigns/new/", campaigns.campaign_new, name="campaign-new"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/poster/", campaigns.poster, name="campaign-poster"),
    path("yearly/", yearly.yearly, name="yearly"),
    path("yearly/<int:year>/", yearly.yearly, name="yearly-of"),
    path("yearly/<int:year>/figures.csv", yearly.yearly_file, name="yearly-file"),
    path("yearly/<int:year>/report/", yearly.issue, name="yearly-issue"),
    path("open-data/", opendata.page, name="open-data"),
    path("open-data/<str:name>", opendata.file, name="open-file"),
    path("reports/", periods.report_list, name="periods"),
    path("reports/<uuid:public_id>/", periods.report, name="period"),
    path("reports/<uuid:public_id>/report.<str:kind>", periods.report_file, name="period-file"),
    path("reuse-rate/", rates.rate, name="reuse-rate"),
    path("reuse-rate/<int:year>/", rates.rate, name="reuse-rate-of"),
    path("reuse-rate/<int:year>/proof.csv", rates.proof, name="reuse-proof"),
]
