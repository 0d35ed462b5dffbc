import { type CompleteFile, identityReasons, type Reason } from "../../platform/casework/index.ts";
import { Fault } from "../../platform/messaging/index.ts";
import type { FormData } from "../../types/generated/forms.ts";

/** Both versions of the form: the first one cannot name data. */
export type CertificateData = FormData["residence-certificate.v2"];
export type Datum = NonNullable<CertificateData["data"]>[number];

/**
 * What an extended certificate may hold beside the data of BMG § 18(1): § 18(2) with § 3(1) nos. 2, 5 to 16 and 17, the
 * latter without Sperrkennwort and Sperrsumme, and that no date of death is stored. In the order of the law.
 */
export const labels: Readonly<Record<Datum, string>> = {
  former_names: "Frühere Namen",
  religious_or_stage_name: "Ordensname, Künstlername",
  birth_place: "Geburtsort",
  gender: "Geschlecht",
  legal_representative: "Gesetzliche Vertretung",
  nationalities: "Derzeitige Staatsangehörigkeiten",
  religious_affiliation: "Religionszugehörigkeit",
  former_addresses: "Frühere Anschriften",
  move_dates: "Einzug und Auszug",
  marital_status: "Familienstand",
  spouse: "Ehe- oder Lebenspartner",
  minor_children: "Minderjährige Kinder",
  identity_documents: "Ausweise und Pässe",
  no_date_of_death: "Sterbedatum",
};
const order = Object.keys(labels) as Datum[];

const paragraph = "BMG § 18 Abs. 2";

/** More than the simple certificate is wanted: also where data are named beside the wrong scope. */
const isExtended = ({ scope, data }: CertificateData) => scope === "extended" || data !== undefined;

/**
 * Why a person has to issue the certificate; none: it is issued at once and free of charge (BMG § 18(1) and (3)).
 * An automatic answer needs an exact match with the register at trust level hoch (BMeldDigiV § 4).
 */
export function reasonsForPerson(file: CompleteFile, form: CertificateData): Reason[] {
  const wanted = form.data?.map((datum) => labels[datum]).join("; ");
  const extended: Reason = {
    code: "extended-certificate",
    sentence: `Die erweiterte Meldebescheinigung enthält weitere Daten, die einzeln zu prüfen sind.${wanted ? ` Beantragt: ${wanted}.` : ""}`,
    paragraph,
  };
  return [...identityReasons(file), ...(isExtended(form) ? [extended] : [])];
}

/** Which data an extended certificate has to hold is the applicant's to say, and is asked for once. */
export function missingOf({ replies }: CompleteFile, form: CertificateData): Reason[] {
  if (!isExtended(form) || form.data || replies.length) return [];
  const sentence = `Bitte teilen Sie uns mit, welche weiteren Daten die Meldebescheinigung enthalten soll. Möglich sind: ${Object.values(labels).join("; ")}.`;
  return [{ code: "data-not-named", sentence, paragraph }];
}

/** A row that a person certifies. */
export interface Certified {
  label: string;
  value: string;
}

/**
 * What a person certifies beside the data of BMG § 18(1), in the order of the law.
 * @throws Fault not-possible for data that nobody asked for, and where data that were asked for are not stated
 */
export function certifiedOf(form: CertificateData, stated: readonly { datum: string; value: string }[]): Certified[] {
  const named = stated.map(({ datum }) => datum);
  const allowed: readonly string[] = isExtended(form) ? (form.data ?? order) : [];
  const notAsked = named.filter((datum) => !allowed.includes(datum));
  if (notAsked.length) throw new Fault("not-possible", `nicht beantragt sind: ${notAsked.join(", ")}`);
  const open = (form.data ?? []).filter((datum) => !named.includes(datum));
  if (open.length) throw new Fault("not-possible", `noch zu bescheinigen in certified: ${open.join(", ")}`);
  if (isExtended(form) && !stated.length)
    throw new Fault("not-possible", "noch zu bescheinigen in certified: was beantragt ist");
  return order.flatMap((datum) =>
    stated.flatMap((one) => (one.datum === datum ? [{ label: labels[datum], value: one.value }] : [])),
  );
}
