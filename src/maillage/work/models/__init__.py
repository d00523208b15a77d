from maillage.work.models.promises import Promise, PromiseLine
from maillage.work.models.tasks import Task, TaskComment, TaskStep

__all__ = ["Promise", "PromiseLine", "Task", "TaskComment", "TaskStep"]
