import { anmeldung, antrag } from "../../connectors/portals/serviceportal-emscher-lippe/sandbox/records.ts";
import { submission } from "../../connectors/portals/sozialplattform-nrw/sandbox/records.ts";
import { caseNumber } from "../../platform/casework/case/case-number.ts";
import { readTowns } from "../../platform/casework/towns/towns.ts";
import { sha256 } from "../../platform/messaging/ids.ts";
import type { EventContract } from "../../platform/messaging/messages/event.ts";
import type { Holder } from "../../sandbox/samples/kit.ts";
import { resident, type TownName, towns } from "../../sandbox/samples/people.ts";
import { codec, deadly, portals } from "./contracts.ts";
import type { Dice } from "./dice.ts";
import { epoch } from "./world.ts";

/** What a portal pushes: the model sees this, and nothing of what becomes of it. */
export interface Push {
  /** when, in ms from the beginning */
  at: number;
  portal: string;
  applicationId: string;
  /** its record, for a person who reads the history */
  what: string;
  value: Buffer;
  says:
    | { kind: "dog"; holder: number; since: string }
    | { kind: "benefit"; holder: number }
    | { kind: "reply" | "withdrawal"; submissionId: string }
    | { kind: "objection"; holder: number; to: string }
    | { kind: "nonsense" };
}

export const [serviceportal = "", sozialplattform = ""] = portals.map(({ name }) => name);
export const holderOf = (number: number): Holder => {
  const person = resident(number);
  return { ...person, town: person.address.city as TownName, fresh: true };
};

function contractOf(portal: string, record: string): EventContract {
  const found = portals.find(({ name }) => name === portal)?.pushes.find(({ name }) => (name as string) === record);
  if (!found) throw new Error(`${portal} pushes no ${record}`);
  return found;
}

const encoded = (portal: string, record: string, body: unknown): Buffer =>
  codec.encode(contractOf(portal, record), body);

export function dog(dice: Dice, number: number, at: number, index: number): Push {
  const holder = holderOf(number);
  const since = `2026-${String(dice.int(6, 11)).padStart(2, "0")}-01`;
  const base = {
    at,
    what: `dog of ${holder.familyName} in ${holder.town} since ${since}`,
    says: { kind: "dog", holder: number, since },
  } as const;
  if (dice.chance(0.5)) {
    const applicationId = `EL-${index}`;
    const body = antrag(applicationId, holder, anmeldung(`Hund ${index}`, "Dackel", since), { abgesendetAm: epoch });
    return { ...base, portal: serviceportal, applicationId, value: encoded(serviceportal, "Antrag", body) };
  }
  const applicationId = `urn:sp:${index}`;
  const answers = { "dog.name": `Hund ${index}`, "dog.breed": "Dackel", "kept.since": since };
  const form = { serviceCode: "HUND-AN", answers };
  const body = submission(applicationId, holder, form, { submittedAt: "2026-11-23T09:00:00Z" });
  return { ...base, portal: sozialplattform, applicationId, value: encoded(sozialplattform, "Submission", body) };
}

export function benefit(number: number, at: number, index: number): Push {
  // Only Gladbeck offers it: its residents are every third of the sandbox's.
  const ours =
    number -
    (number % towns.length) +
    Math.max(
      0,
      towns.findIndex(({ city }) => city === "Gladbeck"),
    );
  const holder = holderOf(ours);
  const applicationId = `urn:sp:${index}`;
  const answers = {
    ...{ "mitglied.1.rolle": "ANTRAGSTELLER", "mitglied.1.geboren": holder.birthDate, "mitglied.1.lohn": "1400,00" },
    ...{ "mitglied.1.steuer": "J", "mitglied.1.krankenversicherung": "J", "mitglied.1.rentenversicherung": "J" },
    ...{ miete: "350,00", vermoegen: "0", "nachweis.1.art": "MIETVERTRAG", "nachweis.2.art": "EINKOMMEN" },
    ...{ "konto.iban": "DE46000000000000000014", "konto.inhaber": `${holder.givenNames} ${holder.familyName}` },
  };
  const files = ["mietvertrag.pdf", "lohn.pdf"].map((fileName) => fileOf(`${fileName} ${index}`, fileName));
  const changes = { assurance: "LEVEL_3", files, submittedAt: "2026-11-23T09:00:00Z" } as const;
  const body = submission(applicationId, holder, { serviceCode: "WOHNGELD", answers }, changes);
  const what = `housing benefit of ${holder.familyName} in ${holder.town}`;
  const value = encoded(sozialplattform, "Submission", body);
  return { at, portal: sozialplattform, applicationId, what, value, says: { kind: "benefit", holder: ours } };
}

function fileOf(text: string, fileName: string) {
  const body = Buffer.from(`%PDF-1.7 ${text}`);
  return { fileName, contentType: "application/pdf", digest: `sha256:${sha256(body)}`, body };
}

export function further(
  { portal, applicationId }: Push,
  at: number,
  index: number,
  kind: "reply" | "withdrawal",
): Push {
  const submissionId = `${kind}-${index}`;
  const [record, body] =
    portal === serviceportal
      ? kind === "reply"
        ? [
            "Antwort",
            { antragsId: applicationId, antwortId: submissionId, text: "Anbei.", anlagen: [], abgesendetAm: epoch },
          ]
        : [
            "Ruecknahme",
            { antragsId: applicationId, ruecknahmeId: submissionId, begruendung: null, abgesendetAm: epoch },
          ]
      : kind === "reply"
        ? ["SubmissionReply", { submissionId: applicationId, replyId: submissionId, message: "Anbei.", files: [] }]
        : [
            "SubmissionWithdrawal",
            { submissionId: applicationId, withdrawalId: submissionId, why: "Hat sich erledigt." },
          ];
  const value = encoded(portal, record as string, body);
  return { at, portal, applicationId, what: `${kind} to ${applicationId}`, value, says: { kind, submissionId } };
}

export function nonsense(dice: Dice, at: number, index: number): Push {
  const portal = dice.oneOf([serviceportal, sozialplattform]);
  const value = dice.oneOf([Buffer.from("{}"), Buffer.from([0, 0, 0, 0, 1, 0xff, 0xff]), Buffer.alloc(0)]);
  return {
    at,
    portal,
    applicationId: `none-${index}`,
    what: "bytes that are no record",
    value,
    says: { kind: "nonsense" },
  };
}

/** A record that the process dies of which reads it. */
export const deadlyRecord = (dice: Dice, at: number, index: number): Push => ({
  at,
  portal: dice.oneOf([serviceportal, sozialplattform]),
  applicationId: `none-${index}`,
  what: "a record that processes die of",
  value: deadly,
  says: { kind: "nonsense" },
});

const codes = new Map([...readTowns()].map(([municipality, { code }]) => [municipality, code]));

/** An objection to what was decided of an application, or will be. */
export function objection({ portal, applicationId: objectedId, says }: Push, at: number, index: number): Push {
  const number = "holder" in says ? says.holder : 0;
  const holder = holderOf(number);
  const municipality = towns.find(({ city }) => city === holder.town)?.municipality ?? "";
  const applicationId = `EL-${index}`;
  const { angaben: _, ...frame } = antrag(applicationId, holder, anmeldung("", "", "2026-01-01"), {
    abgesendetAm: epoch,
  });
  const body = {
    ...{ ...frame, formular: "Widerspruch" },
    felder: [
      { feld: "vorgangsnummer", wert: caseNumber(codes.get(municipality) ?? "", 2026, portal, objectedId) },
      { feld: "begruendung", wert: "Der Hund ist ein Assistenzhund." },
    ],
  };
  return {
    ...{ at, portal: serviceportal, applicationId, what: `objection to ${objectedId}` },
    value: encoded(serviceportal, "FormularAntrag", body),
    says: { kind: "objection", holder: number, to: `${portal}/${objectedId}` },
  };
}
