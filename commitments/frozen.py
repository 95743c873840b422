"""What closed months keep of commitments, so that their boards show them as they stood."""

from kpis.frozen.tables import keep

keep("commitments.SigningEvent", plan="plan")
keep("commitments.Commitment", plan="event__plan")
for name in ("CommitmentItem", "Amendment", "SignedFile"):
    keep(f"commitments.{name}", plan="commitment__event__plan")
for name in ("ItemLink", "Fulfilment"):
    keep(f"commitments.{name}", plan="item__commitment__event__plan")
keep("commitments.AmendmentChange", plan="amendment__commitment__event__plan")
keep("commitments.Attestation", plan="file__commitment__event__plan")
keep("commitments.TrustRoot", province="province")
for name in ("CommitmentStanding", "CommitmentRollUp"):
    keep(f"commitments.{name}", period="period")
