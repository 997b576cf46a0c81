"""谈心谈话, 民主评议, 批评与自我批评, notes of the cycle: addresses, part of the app's own list."""

from django.urls import path

from .views import appraisal_own, appraisal_paper, appraisals, criticism_entry, criticisms, notes, talks

urlpatterns = [
    path("talks/", talks.talk_list, name="talk_list"),
    path("talks/matrix/", talks.talk_matrix, name="talk_matrix"),
    path("talks/new/", talks.talk_create, name="talk_create"),
    path("talks/round/", talks.talk_round, name="talk_round"),
    path("talks/<int:pk>/", talks.talk_detail, name="talk_detail"),
    path("talks/<int:pk>/edit/", talks.talk_update, name="talk_update"),
    path("appraisals/", appraisals.appraisal_list, name="appraisal_list"),
    path("appraisals/new/", appraisals.appraisal_create, name="appraisal_create"),
    path("appraisals/<int:pk>/", appraisals.appraisal_detail, name="appraisal_detail"),
    path("appraisals/<int:pk>/edit/", appraisals.appraisal_update, name="appraisal_update"),
    path("appraisals/<int:pk>/close/", appraisals.appraisal_close, name="appraisal_close"),
    path("appraisals/<int:pk>/paper/", appraisal_paper.appraisal_paper, name="appraisal_paper"),
    path("appraisals/<int:pk>/decide/", appraisals.appraisal_decide, name="appraisal_decide"),
    path("appraisals/<int:pk>/own/", appraisal_own.appraisal_own, name="appraisal_own"),
    path("appraisals/<int:pk>/own/self/", appraisal_own.appraisal_self, name="appraisal_self"),
    path("appraisals/<int:pk>/own/peers/", appraisal_own.appraisal_peers, name="appraisal_peers"),
    path("appraisals/<int:pk>/own/vote/", appraisal_own.appraisal_vote, name="appraisal_vote"),
    path("criticisms/", criticisms.criticism_list, name="criticism_list"),
    path("criticisms/new/", criticisms.criticism_create, name="criticism_create"),
    path("criticisms/<int:pk>/", criticisms.criticism_detail, name="criticism_detail"),
    path("criticisms/meeting/<int:pk>/", criticism_entry.criticism_person, name="criticism_person"),
    path("criticisms/<int:pk>/reply/", criticism_entry.criticism_reply, name="criticism_reply"),
    path("criticisms/<int:pk>/edit/", criticisms.criticism_update, name="criticism_update"),
    path("cycle-notes/", notes.note_list, name="note_list"),
    path("cycle-notes/new/", notes.note_create, name="note_create"),
    path("cycle-notes/<int:pk>/", notes.note_detail, name="note_detail"),
    path("cycle-notes/<int:pk>/edit/", notes.note_update, name="note_update"),
]
