"""谈心谈话, 民主评议, 批评与自我批评, notes of the cycle: addresses, part of the app's own list."""

from django.urls import path

from . import views as cycle_views
from .appraisal import views as appraisal_views
from .criticism import views as criticism_views
from .talks import table as talks_table
from .talks import views as talks_views

urlpatterns = [
    path("talks/", talks_views.talk_list, name="talk_list"),
    path("talks/matrix/", talks_views.talk_matrix, name="talk_matrix"),
    path("talks/new/", talks_views.talk_create, name="talk_create"),
    path("talks/import/", talks_table.talk_import, name="talk_import"),
    path("talks/import/template/", talks_table.talk_template, name="talk_template"),
    path("talks/round/", talks_views.talk_round, name="talk_round"),
    path("talks/<int:pk>/", talks_views.talk_detail, name="talk_detail"),
    path("talks/<int:pk>/edit/", talks_views.talk_update, name="talk_update"),
    path("appraisals/", appraisal_views.appraisal_list, name="appraisal_list"),
    path("appraisals/new/", appraisal_views.appraisal_create, name="appraisal_create"),
    path("appraisals/<int:pk>/", appraisal_views.appraisal_detail, name="appraisal_detail"),
    path("appraisals/<int:pk>/edit/", appraisal_views.appraisal_update, name="appraisal_update"),
    path("appraisals/<int:pk>/close/", appraisal_views.appraisal_close, name="appraisal_close"),
    path(
        "appraisals/<int:pk>/vote-again/", appraisal_views.appraisal_vote_again, name="appraisal_vote_again"
    ),
    path("appraisals/<int:pk>/paper/", appraisal_views.appraisal_paper, name="appraisal_paper"),
    path("appraisals/<int:pk>/decide/", appraisal_views.appraisal_decide, name="appraisal_decide"),
    path("appraisals/<int:pk>/own/", appraisal_views.appraisal_own, name="appraisal_own"),
    path("appraisals/<int:pk>/own/self/", appraisal_views.appraisal_self, name="appraisal_self"),
    path("appraisals/<int:pk>/own/peers/", appraisal_views.appraisal_peers, name="appraisal_peers"),
    path("appraisals/<int:pk>/own/vote/", appraisal_views.appraisal_vote, name="appraisal_vote"),
    path("criticisms/", criticism_views.criticism_list, name="criticism_list"),
    path("criticisms/new/", criticism_views.criticism_create, name="criticism_create"),
    path("criticisms/<int:pk>/", criticism_views.criticism_detail, name="criticism_detail"),
    path("criticisms/meeting/<int:pk>/", criticism_views.criticism_person, name="criticism_person"),
    path("criticisms/<int:pk>/reply/", criticism_views.criticism_reply, name="criticism_reply"),
    path("criticisms/<int:pk>/edit/", criticism_views.criticism_update, name="criticism_update"),
    path("cycle-notes/", cycle_views.note_list, name="note_list"),
    path("cycle-notes/new/", cycle_views.note_create, name="note_create"),
    path("cycle-notes/<int:pk>/", cycle_views.note_detail, name="note_detail"),
    path("cycle-notes/<int:pk>/edit/", cycle_views.note_update, name="note_update"),
]
