from django.urls import path

from maillage.work.views import promises, space, tasks

WORK = "<slug:authority_slug>/espace/travaux/"
ONE = f"{WORK}<int:pk>/"
LEDGER = "<slug:authority_slug>/espace/engagements/"
SPACE = "<slug:authority_slug>/partenaires/travaux/"
MINE = f"{SPACE}<int:pk>/"

app_name = "work"
urlpatterns = [
    path(WORK, tasks.task_list, name="tasks"),
    path(f"{WORK}charge/", tasks.load, name="load"),
    path(f"{WORK}nouvelle/", tasks.task_new, name="task_new"),
    path(ONE, tasks.task, name="task"),
    path(f"{ONE}modifier/", tasks.task_change, name="task_change"),
    path(f"{ONE}etat/", tasks.task_state, name="task_state"),
    path(f"{ONE}autrement/", tasks.task_cannot, name="task_cannot"),
    path(f"{ONE}regler/", tasks.task_settle, name="task_settle"),
    path(f"{ONE}prendre/", tasks.task_take, name="task_take"),
    path(f"{ONE}mots/", tasks.task_comment, name="task_comment"),
    path(f"{ONE}etapes/", tasks.step_new, name="step_new"),
    path(f"{ONE}etapes/<int:step>/", tasks.step_tick, name="step_tick"),
    path(f"{ONE}etapes/<int:step>/retirer/", tasks.step_remove, name="step_remove"),
    path(LEDGER, promises.promise_list, name="promises"),
    path(f"{LEDGER}nouveau/", promises.promise_new, name="promise_new"),
    path(f"{LEDGER}<int:pk>/", promises.promise, name="promise"),
    path(f"{LEDGER}<int:pk>/ecritures/<int:line>/corriger/", promises.line_correct, name="line_correct"),
    *(
        path(
            f"<slug:authority_slug>/espace/engagements.{ending}",
            promises.promise_export,
            {"ending": ending},
            name=f"promises_{ending}",
        )
        for ending in ("csv", "xlsx", "ods")
    ),
    path(SPACE, space.space_list, name="space_list"),
    path(MINE, space.space_task, name="space_task"),
    path(f"{MINE}etat/", space.space_state, name="space_state"),
    path(f"{MINE}autrement/", space.space_cannot, name="space_cannot"),
    path(f"{MINE}prendre/", space.space_take, name="space_take"),
    path(f"{MINE}mots/", space.space_comment, name="space_comment"),
    path(f"{MINE}etapes/<int:step>/", space.space_step, name="space_step"),
]
