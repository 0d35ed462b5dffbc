import {
  addDays,
  caseDefinition,
  dayOf,
  endOfDay,
  euros,
  figuresOn,
  formOf,
  missingProofs,
  type Offer,
  signedText,
  type TariffParts,
} from "../../platform/casework/index.ts";
import { computeId, timer } from "../../platform/messaging/index.ts";
import type { DecisionFacts } from "../../types/generated/decisions.ts";
import decision from "./decision.schema.json" with { type: "json" };
import { legalRemedies } from "./legal-remedies.ts";
import { feeBasis, permitNotice, refusalNotice, reminder } from "./notice.ts";
import {
  type Application,
  explainFee,
  feeCents,
  type Permit,
  permitOf,
  proofs,
  reasonsForPerson,
  type Tariff,
} from "./rules.ts";
import { type Stage, stages } from "./stages.ts";

export const offers: Offer[] = [
  {
    key: "99108003001001",
    title: "Handwerkerparkausweis",
    demandedTrustLevel: "basis",
    forms: ["trades-parking.v1"],
    account: [],
  },
];

export interface TradesParkingParts extends TariffParts<Tariff> {
  signingKey: Parameters<typeof signedText>[0];
}

/** What is kept of a granted permit. */
interface ParkingData {
  permit: Permit;
  stage: Stage;
}

/** A permit ends soon. */
const PermitEnds = timer("permit-ends");

/** Parking permits for trades: prepared by rules, granted by a person, reminded of before they end. */
export function tradesParking({ towns, tariffs, signingKey }: TradesParkingParts) {
  return caseDefinition<ParkingData, DecisionFacts["trades-parking"]>({
    name: "trades-parking",
    folder: import.meta.dirname,
    ...{ decision, towns, legalRemedies },
    office: "Ordnungsamt",
    judge: (file) => {
      const form = formOf<Application>(file);
      const doubts = reasonsForPerson(form, dayOf(file.metadata.receivedAt ?? ""), figuresOn(tariffs, file, form.from));
      const missing = missingProofs(proofs, Object.keys(proofs), form.enclosed ?? [], file);
      return { kind: "person", reasons: doubts, missing };
    },
    explain: (file) => {
      const { regions, from } = formOf<Application>(file);
      const tariff = figuresOn(tariffs, file, from);
      return tariff ? explainFee(regions.length, tariff) : [];
    },
    decide: (file, said, now) => {
      if (said.outcome === "refuse") return { refusal: (facts) => refusalNotice(facts, said.reason) };
      const form = formOf<Application>(file);
      const permit = permitOf(form, dayOf(now), figuresOn(tariffs, file, form.from), said);
      const { feeCents } = permit;
      const costs = feeCents ? `Die Gebühr beträgt ${euros(feeCents)}.` : "Eine Gebühr wird nicht erhoben.";
      const sentence = `Ihr Handwerkerparkausweis ist bewilligt. ${costs} Der Ausweis folgt.`;
      return { sentence, feeCents, data: { permit, stage: stages.first } };
    },
    fee: {
      purpose: "Gebühr für den Handwerkerparkausweis",
      charge: "administrative_fee",
      basis: ({ permit }) => permit.feeBasis || feeBasis,
      isOut: ({ stage }) => stage !== "granted",
      // An objection corrects for which regions the fee is; the permit stays as it is.
      calculate: (file) => {
        const { regions, from } = formOf<Application>(file);
        const tariff = figuresOn(tariffs, file, from);
        return tariff && feeCents(regions.length, tariff);
      },
      // The code on the card says which vehicle, where and how long.
      issue: ({ metadata: { caseNumber, municipality }, data }, arranged) => {
        const { plates, regions, from, until } = data.permit;
        const code = signedText(signingKey, { permit: caseNumber, municipality, plates, regions, from, until });
        return {
          data: { ...data, stage: stages.after(data.stage, "issue") },
          letter: (facts) => permitNotice(facts, data.permit, arranged, code),
        };
      },
    },
    timers: (file) => {
      const { data, metadata } = file;
      if (data?.stage !== "issued") return [];
      const { until, from } = data.permit;
      const days = figuresOn(tariffs, file, from)?.remindDays ?? 0;
      const id = computeId("permit-ends", metadata.caseId ?? "", until);
      return [PermitEnds.at(id, endOfDay(addDays(until, -days)))];
    },
    on: [
      {
        due: PermitEnds,
        handle: ({ data }) =>
          data && {
            data: { ...data, stage: stages.after(data.stage, "remind") },
            letter: (facts) => reminder(facts, data.permit),
          },
      },
    ],
  });
}
