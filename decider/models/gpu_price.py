"""The price book's rows for rented GPUs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from decider.models.model_price import price_field


class GpuPriceColumns(models.Model):
    """What one GPU costs per hour from one day on, at one provider."""

    gpu = models.CharField(max_length=60)
    provider = models.CharField(max_length=60)
    usd_per_hour = price_field()
    # Peak dense bf16 FLOP/s and memory bandwidth in bytes/s, from the maker's data sheet.
    peak_flops = models.DecimalField(max_digits=24, decimal_places=0, null=True, blank=True)
    bandwidth_bytes_per_s = models.DecimalField(max_digits=24, decimal_places=0, null=True, blank=True)
    valid_from = models.DateField()
    # Where peak_flops and bandwidth_bytes_per_s were read.
    data_sheet = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    checked_on = models.DateField()

    class Meta:
        abstract = True


class GpuPrice(GpuPriceColumns):
    """One GPU's list price from one day on, the same for every team."""

    # Who or what wrote the row last: a file, or a person.
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["gpu", "provider", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gpu", "provider", "valid_from"], name="gpu_price_once_per_day"),
            models.CheckConstraint(
                condition=Q(usd_per_hour__isnull=False, usd_per_hour__gte=0), name="gpu_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gpu} at {self.provider} from {self.valid_from}"
