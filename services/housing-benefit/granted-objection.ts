import {
  accountOf,
  type CaseFile,
  type CompleteFile,
  formOf,
  type GrantedObjection,
  raiseBenefit,
  raisedTo,
  type Step,
  type Town,
} from "../../platform/casework/index.ts";
import { Fault } from "../../platform/messaging/index.ts";
import type { Application } from "./calculation/application.ts";
import { one } from "./calculation/decimal.ts";
import type { Finding } from "./calculation/decision.ts";
import { corrected, differences, grantOf, type HousingData } from "./change.ts";
import { legalRemedies } from "./legal-remedies.ts";
import { calculation, figures } from "./notice.ts";

export interface ReliefParts {
  towns: Map<string, Town>;
  office: string;
}

/** What a case has granted. */
interface Granted {
  /** the first case of the grant, which the money goes with */
  first: Pick<CaseFile<HousingData>, "data" | "application">;
  file: CompleteFile<HousingData>;
  /** the month from which the case has granted it, YYYY-MM-01 */
  from: string;
}

/** An objection that is right. */
interface Objected {
  objection: GrantedObjection;
  /** what the corrected form comes to */
  finding: Finding;
}

/**
 * Raises the amount that a case has granted, since an objection to it is right (VwGO § 72, WoGG §§ 19, 22): from the same
 * month on, and until a change took its place. Not above the rent that counts, to which the benefit is a contribution.
 * @throws Fault not-possible where a change has taken its place altogether, or it would not be more
 */
export function raise(
  { towns, office }: ReliefParts,
  { first, file, from }: Granted,
  { objection, finding: { result } }: Objected,
  now: Date,
): Step<HousingData> {
  const grant = grantOf(first);
  const beforeCents = grant?.amounts.find((amount) => amount.from === from)?.monthlyCents;
  const granted = file.decision?.amountCents ?? beforeCents;
  if (!grant || beforeCents === undefined || beforeCents !== granted)
    throw new Fault("not-possible", "eine spätere Änderung hat diese Bewilligung ersetzt");
  const form = formOf<Application>(file);
  const rent = result && Number((result.benefit.formula.M * 100n) / one);
  const limits = { calculatedCents: result?.monthlyCents, mostCents: rent ?? form.rentCents };
  const afterCents = raisedTo(objection, { beforeCents, ...limits });
  const data = corrected(grant, from, afterCents);
  accountOf(objection, file);
  const { account: payTo } = formOf<Application>({ application: first.application ?? file.application });
  const step = raiseBenefit(
    {
      ...{ towns, office, benefit: "Wohngeld", legalRemedies, payTo, from, beforeCents, afterCents },
      ...{ basis: "§§ 3 bis 19, 22 und 26 Wohngeldgesetz; § 72 Verwaltungsgerichtsordnung." },
      months: differences(grant, data, from),
      ...(objection.facts && result ? { figures: figures(result), annex: calculation(result) } : {}),
    },
    file,
    objection,
    now,
  );
  return { file: { ...step.file, data }, events: step.events };
}
