import type { CaseFile } from "../../../platform/casework/case/case-file.ts";
import {
  ApplicationAccepted,
  CaseReferred,
  IdentityConfirmed,
  PaymentRequested,
} from "../../../platform/casework/case/events.ts";
import { readTownFiles, readTowns } from "../../../platform/casework/towns/towns.ts";
import { betweenCaseAndDwelling } from "../../../test/support/dwelling.ts";
import { someFiles } from "../../../test/support/enclosed.ts";
import { Scene } from "../../../test/support/given.ts";
import { hashKey } from "../../../test/support/hash-key.ts";
import { heard } from "../../../test/support/objecting.ts";
import type { Application } from "../calculation/application.ts";
import type { RentLevel } from "../calculation/decision.ts";
import { readParameters } from "../calculation/parameters.ts";
import type { Grant } from "../change.ts";
import { housingBenefitService } from "../housing-benefit.ts";
import schema from "../tariff.schema.json" with { type: "json" };

const levels = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", schema);
export const applicant = {
  ...{ familyName: "Beispiel", givenNames: "Änne", birthDate: "1984-02-29" },
  address: { street: "Musterweg", houseNumber: "1", supplement: "", postcode: "45966", city: "Gladbeck" },
};
export const now: Application = {
  members: [
    {
      ...{ relation: "applicant", birthDate: "1984-02-29", wagesCents: 1_400_00 },
      ...{ paysTax: true, paysHealthInsurance: true, paysPensionInsurance: true },
    },
  ],
  ...{ rentCents: 350_00, wealthCents: 0, enclosed: ["rent-contract", "income"] },
  account: { iban: "DE46000000000000000014", holder: "Änne Beispiel" },
};

/** A household in Gladbeck that was granted a benefit from January to December 2026. */
export class Household extends Scene<CaseFile> {
  constructor() {
    super(heard(housingBenefitService({ towns: readTowns(), levels, law: readParameters(), hashKey })), {
      ...{ municipality: "055620014014", account: "grant" },
    });
    this.within(...betweenCaseAndDwelling).applies("2026-01-15", "grant", now);
  }

  applies(day: string, caseId: string, form: Application, { files = 2, who = applicant } = {}): this {
    this.on(day).for({ caseId, caseNumber: `GLA-${caseId}`, receivedAt: `${day}T10:00:00Z` });
    this.when(ApplicationAccepted, {
      ...{ applicant: who, form: "housing-benefit.v1", data: JSON.stringify(form) },
      ...{ trustLevel: "substantiell", demandedTrustLevel: "substantiell" },
      attachments: someFiles(files),
    });
    return this.when(IdentityConfirmed, {
      ...{ trustLevel: "substantiell", registered: applicant, residentSince: "2011-04-01" },
    });
  }

  changes(day: string, what: Partial<Application>, changedOn = day, caseId = "change"): this {
    return this.applies(day, caseId, { ...now, ...what, change: { application: "A-1", changedOn } });
  }
  get grant(): Grant {
    return this.state.data as Grant;
  }
  get granted(): number {
    return this.grant.amounts[0]?.monthlyCents ?? 0;
  }
  get codes() {
    return this.said(CaseReferred).reasons.map(({ code }) => code);
  }
  /** What the latest decision pays (negative) or asks back, by month. */
  get months() {
    return this.said(PaymentRequested).claims.map(({ label, cents }) => [label.slice(-7), cents]);
  }
}
