"""The API under /api/v1/, and the page where one makes tokens for it.

Room is left beside these for what comes later: /api/v1/changes/, /api/v1/webhooks/, /oauth/, partners.
"""

from django.urls import path, re_path

from exchange.views import acts, base, cases, deadlines, docs, indicators, matters, petitions, reference, tokens

V1 = "api/v1/"
app_name = "exchange"
urlpatterns = [
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<uuid:uid>/revoke/", tokens.revoke, name="token_revoke"),
    path(f"{V1}docs/", docs.docs, name="docs"),
    path(f"{V1}openapi.json", docs.SchemaJSON.as_view(), name="schema"),
    path(f"{V1}openapi.yaml", docs.SchemaYAML.as_view(), name="schema_yaml"),
    path(f"{V1}deadlines/", deadlines.Deadlines.as_view(), name="deadlines"),
    path(f"{V1}petitions/", petitions.Petitions.as_view(), name="petitions"),
    path(f"{V1}petitions/<uuid:uid>/", petitions.OnePetition.as_view(), name="petition"),
    path(f"{V1}matters/", matters.Matters.as_view(), name="matters"),
    path(f"{V1}matters/<uuid:uid>/", matters.OneMatter.as_view(), name="matter"),
    path(f"{V1}matters/<uuid:uid>/events/", matters.MatterEvents.as_view(), name="matter_events"),
    path(f"{V1}cases/", cases.Cases.as_view(), name="cases"),
    path(f"{V1}cases/<uuid:uid>/", cases.OneCase.as_view(), name="case"),
    path(f"{V1}cases/<uuid:uid>/events/", cases.CaseEvents.as_view(), name="case_events"),
    path(f"{V1}cases/<uuid:uid>/papers/", cases.CasePapers.as_view(), name="case_papers"),
    path(f"{V1}cases/<uuid:uid>/acts/", acts.CaseActs.as_view(), name="case_acts"),
    *[
        path(f"{V1}cases/<uuid:uid>/acts/{act}/", view.as_view(), name=f"act_{act}")
        for act, view in acts.ACT_VIEWS.items()
    ],
    path(f"{V1}papers/<uuid:uid>/", cases.OnePaper.as_view(), name="paper"),
    path(f"{V1}papers/<uuid:uid>/pdf/", cases.PaperPdf.as_view(), name="paper_pdf"),
    path(f"{V1}offices/", reference.Offices.as_view(), name="offices"),
    path(f"{V1}offices/<str:code>/", reference.OneOffice.as_view(), name="office"),
    path(f"{V1}regions/", reference.Regions.as_view(), name="regions"),
    path(f"{V1}regions/<str:code>/", reference.OneRegion.as_view(), name="region"),
    path(f"{V1}topics/", reference.Topics.as_view(), name="topics"),
    path(f"{V1}topics/<str:code>/", reference.OneTopic.as_view(), name="topic"),
    path(f"{V1}duties/", reference.Duties.as_view(), name="duties"),
    path(f"{V1}routes/", reference.Routes.as_view(), name="routes"),
    path(f"{V1}indicators/", indicators.Indicators.as_view(), name="indicators"),
    path(f"{V1}indicators/<str:code>/", indicators.OneIndicator.as_view(), name="indicator"),
    path(f"{V1}indicators/<str:code>/cases/", indicators.IndicatorCases.as_view(), name="indicator_cases"),
    re_path(r"^api/(?P<rest>.*)$", base.unknown, name="unknown"),
]
