"""A team's own prices of GPUs: negotiated ones, and machines that nobody else can rent. Rows are only ever added."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from decider.models.gpu_price import GpuPriceColumns
from decider.models.team_model_price import TeamPriceKind

if TYPE_CHECKING:
    from decider.models.user import User


class TeamGpuPriceQuerySet(models.QuerySet["TeamGpuPrice"]):
    def for_user(self, user: "User") -> "TeamGpuPriceQuerySet":
        return self.filter(team__memberships__user=user).select_related("team", "by")


class TeamGpuPrice(GpuPriceColumns):
    """What one GPU costs one team from one day on. Of several rows for one day the last one counts.

    The database refuses to change or delete a row (`decider/models/frozen.py`).
    """

    team = models.ForeignKey("decider.Team", on_delete=models.PROTECT, related_name="gpu_prices")
    kind = models.CharField(max_length=10, choices=TeamPriceKind.choices)
    # Taken off the list price, 0 to 1; only where `kind` is a discount.
    discount = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    # Who made the offer, or the address of a page.
    source = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = TeamGpuPriceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["gpu", "provider", "-valid_from", "-id"]
        indexes: ClassVar = [models.Index(fields=["team", "gpu", "provider"], name="team_gpu_price_by_gpu")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind="discount", discount__isnull=False, discount__gt=0, discount__lt=1, usd_per_hour__isnull=True
                )
                | Q(kind="own", discount__isnull=True, usd_per_hour__isnull=False, usd_per_hour__gte=0)
                | Q(kind="list", discount__isnull=True, usd_per_hour__isnull=True),
                name="team_gpu_price_kind_and_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.gpu} at {self.provider} from {self.valid_from}"
