"""The columns of FOCUS 1.2 (tag v1.2 of its specification, specification/columns): how they are required, what they hold, and whether they may be empty."""

import json
import re

TEXT, DECIMAL, MOMENT, JSON = "String", "Decimal", "Date/Time", "JSON"

# name: feature level, data type, whether it may be empty
COLUMNS = {
    name: (level, kind, nulls)
    for level, kind, nulls, names in (
        ("Mandatory", DECIMAL, False, "BilledCost ContractedCost EffectiveCost ListCost"),
        ("Mandatory", DECIMAL, True, "PricingQuantity"),
        ("Mandatory", MOMENT, False, "BillingPeriodEnd BillingPeriodStart ChargePeriodEnd ChargePeriodStart"),
        ("Mandatory", TEXT, False, "BillingAccountId BillingCurrency ChargeCategory InvoiceIssuerName ProviderName PublisherName ServiceCategory ServiceName"),
        ("Mandatory", TEXT, True, "BillingAccountName ChargeClass ChargeDescription PricingUnit"),
        ("Recommended", TEXT, False, "ChargeFrequency ServiceSubcategory"),
        ("Recommended", TEXT, True, "AvailabilityZone InvoiceId"),
        ("Conditional", TEXT, False, "BillingAccountType"),
        ("Conditional", DECIMAL, True, "CommitmentDiscountQuantity ConsumedQuantity ContractedUnitPrice ListUnitPrice PricingCurrencyContractedUnitPrice"
                                       " PricingCurrencyEffectiveCost PricingCurrencyListUnitPrice"),
        ("Conditional", JSON, True, "SkuPriceDetails Tags"),
        ("Conditional", TEXT, True, "CapacityReservationId CapacityReservationStatus CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName"
                                    " CommitmentDiscountStatus CommitmentDiscountType CommitmentDiscountUnit ConsumedUnit PricingCategory PricingCurrency"
                                    " RegionId RegionName ResourceId ResourceName ResourceType SkuId SkuMeter SkuPriceId SubAccountId SubAccountName"
                                    " SubAccountType"),
    )
    for name in names.split()
}

# what a column may say, of those that have a list
ALLOWED = {
    "ChargeCategory": {"Usage", "Purchase", "Tax", "Credit", "Adjustment"},
    "ChargeClass": {"", "Correction"},
    "ChargeFrequency": {"One-Time", "Recurring", "Usage-Based"},
    "PricingCategory": {"", "Standard", "Dynamic", "Committed", "Other"},
    "ServiceCategory": {"AI and Machine Learning"},
    "ServiceSubcategory": {"AI Platforms", "Bots", "Generative AI", "Machine Learning", "Natural Language Processing", "Other (AI and Machine Learning)"},
    "PricingUnit": {"", "Tokens", "Requests"},
    "ConsumedUnit": {"", "Tokens", "Requests"},
}
# the second is empty where the first is, and only there
TOGETHER = (("PricingQuantity", "PricingUnit"), ("ConsumedQuantity", "ConsumedUnit"), ("ResourceId", "ResourceType"))

FORMS = {
    DECIMAL: re.compile(r"-?(0|[1-9]\d*)(\.\d+)?"),  # no separators, no currency
    MOMENT: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    TEXT: re.compile(r"(?s).*"),
    JSON: re.compile(r"(?s)\{.*\}"),
}
OWN_NAME = re.compile(r"x_[A-Z][A-Za-z0-9]{0,47}")


def problems(row):
    """What of a row is not as the specification has it."""
    found = [f"{name} lacks" for name, (level, _, _) in COLUMNS.items() if level == "Mandatory" and name not in row]
    for name, value in row.items():
        if name not in COLUMNS:
            found += [] if OWN_NAME.fullmatch(name) else [f"{name} is no column of FOCUS, and no name of one's own"]
            continue
        _, kind, nulls = COLUMNS[name]
        if value == "":
            found += [] if nulls else [f"{name} is empty"]
        elif not FORMS[kind].fullmatch(value):
            found.append(f"{name} is no {kind}: {value}")
        elif kind == JSON and any(isinstance(tag, (dict, list)) for tag in json.loads(value).values()):
            found.append(f"{name} has a value of several parts: {value}")
        if value not in ALLOWED.get(name, {value}):
            found.append(f"{name} may not say {value}")
    found += [f"{one} and {other} are not empty together" for one, other in TOGETHER if (row[one] == "") != (row[other] == "")]
    for period in ("BillingPeriod", "ChargePeriod"):
        if row[f"{period}Start"] >= row[f"{period}End"]:
            found.append(f"{period} has no length")
    if row["ChargeClass"] == "" and row["PricingQuantity"] == "":
        found.append("usage without a quantity")
    if not re.fullmatch("[A-Z]{3}", row["BillingCurrency"]):
        found.append("BillingCurrency is no ISO 4217 code")
    return found
