"""A team's own prices of models: negotiated ones, and models that nobody else can buy. Rows are only ever added."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from decider.models.model_price import ModelPriceColumns, not_negative

if TYPE_CHECKING:
    from decider.models.user import User


class TeamPriceKind(models.TextChoices):
    """What a team's row says of the days from `valid_from` on."""

    DISCOUNT = "discount", "A discount off the list price"
    OWN = "own", "Prices of our own"
    # Ends what an earlier row said; of a private model nothing is left then.
    LIST = "list", "The list price again"


class TeamModelPriceQuerySet(models.QuerySet["TeamModelPrice"]):
    def for_user(self, user: "User") -> "TeamModelPriceQuerySet":
        return self.filter(team__memberships__user=user).select_related("team", "by")


class TeamModelPrice(ModelPriceColumns):
    """What one model costs one team from one day on. Of several rows for one day the last one counts.

    The database refuses to change or delete a row (`decider/models/frozen.py`): a mistake is mended by
    another row.
    """

    team = models.ForeignKey("decider.Team", on_delete=models.PROTECT, related_name="model_prices")
    kind = models.CharField(max_length=10, choices=TeamPriceKind.choices)
    # Taken off every list price of the model, 0 to 1; only where `kind` is a discount.
    discount = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    # Who made the offer, or the address of a page.
    source = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = TeamModelPriceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["provider", "name", "-valid_from", "-id"]
        indexes: ClassVar = [models.Index(fields=["team", "provider", "name"], name="team_model_price_by_model")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=not_negative(), name="team_model_price_not_negative"),
            models.CheckConstraint(
                condition=Q(kind="discount", discount__isnull=False, discount__gt=0, discount__lt=1)
                | (Q(kind__in=["own", "list"]) & Q(discount__isnull=True)),
                name="team_model_price_kind_and_discount",
            ),
            models.CheckConstraint(
                condition=~Q(kind="own") | Q(input__isnull=False, output__isnull=False),
                name="team_model_price_has_prices",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.provider} {self.name} from {self.valid_from}"
