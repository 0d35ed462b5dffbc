import type { FormData } from "../../../types/generated/forms.ts";
import codes from "./codes.json" with { type: "json" };
import { code, type Element, group, text } from "./xml.ts";

type Registration = FormData["business-registration.v1"];
type Change = FormData["business-registration-change.v1"];
type Closing = FormData["business-registration-closing.v1"];

/** The fields that one recipient gets of a form, by the names of the form's schema. All others are not there. */
export type Fields = Partial<Registration> & Partial<Change> & Partial<Closing>;

type Reach = Registration["residence"];
type Held = NonNullable<Registration["permit"]>;

const { elements, versions } = codes;
const listed = (version: string) => ({ listVersionID: version });
const flag = (name: string, value: boolean | undefined) =>
  value === undefined ? undefined : code(name, value ? "1" : "0");
const number = (name: string, value: number | undefined) => text(name, value?.toString());

/** Says where and how somebody can be reached, each channel for itself. */
export const channels = (reach: { email?: string; phone?: string; url?: string }) =>
  (["email", "phone", "url"] as const).map((channel) =>
    reach[channel]
      ? group("erreichbarkeit", code("kanal", codes.channels[channel]), text("kennung", reach[channel]))
      : undefined,
  );

function placeParts({ street, houseNumber, city, postcode }: Omit<Reach, "phone" | "email">) {
  const nation = code("nationSchluessel", codes.germany, listed(versions.nationSchluessel));
  return [text("strasse", street), text("hausNrVon", houseNumber), text("ort", city), text("plz", postcode), nation];
}

const address = (name: string, place: Omit<Reach, "phone" | "email"> | undefined) =>
  place && group(name, placeParts(place));

const held = (name: string, one: Held | undefined) =>
  one &&
  group(name, flag("status", one.held), text("ausgestelltAm", one.issuedOn), text("ausgestelltVonName", one.issuedBy));

function business({ registeredName, registerEntry: entry, businessName }: Fields) {
  const parts = [
    text("eingetragenerName", registeredName?.name),
    text("eintragungNr", entry?.number),
    text("eintragungOrt", entry?.place),
    text("eintragungPLZ", entry?.postcode),
    code("eintragungArt", entry && codes.register[entry.register]),
    code("rechtsformSchluessel", registeredName && codes.legalForm[registeredName.legalForm]),
    text(elements.businessName, businessName),
  ];
  return parts.some((part) => part) ? group("betrieb", text("ID", "1"), parts) : undefined;
}

function kinds({ kind }: Fields) {
  if (!kind) return undefined;
  const has = (one: (typeof kind)[number], name: string) => flag(name, kind.includes(one));
  return group(
    "betriebArt",
    has("industry", "industrie"),
    has("craft", "handwerk"),
    has("trade", "handel"),
    has("other", "sonstiges"),
  );
}

/** DDMMYYYY */
const birthday = (day: string | undefined) => day?.split("-").reverse().join("");

function owner(fields: Fields) {
  const { sex, birthPlace, nationality = [], residence } = fields;
  const parts = [
    text("familienname", fields.familyName),
    text("vorname", fields.givenNames),
    code("geschlecht", sex && codes.sex[sex], listed(versions.geschlecht)),
    text("geburtsname", fields.birthName),
    text("geburtsdatum", birthday(fields.birthDate)),
    text("geburtsort", birthPlace?.place),
    text("geburtsland", birthPlace?.country),
    group(
      "staatangehoerigkeiten",
      nationality.map((key) =>
        code("staatsangehoerigkeitSchluessel", key, listed(versions.staatsangehoerigkeitSchluessel)),
      ),
    ),
    address("anschrift", residence),
    channels(residence ?? {}),
    held("aufenthaltstitel", fields.residenceTitle),
  ];
  return group("beteiligtePerson", code("personFunktion", codes.person.owner), parts);
}

const representative = ({ representative: one }: Fields) =>
  one &&
  group(
    "beteiligtePerson",
    code("personFunktion", codes.person.representative),
    text("familienname", one.familyName),
    text("vorname", one.givenNames),
  );

/** Writes the trade itself, `gewerbe`. */
export function trade(fields: Fields): Element | undefined {
  const { staff, branch, mobile, premises, headOffice, handover } = fields;
  return group(
    "gewerbe",
    business(fields),
    number("anzahlVollzeitBeschaeftigte", staff?.fullTime),
    number("anzahlTeilzeitBeschaeftigte", staff?.partTime),
    kinds(fields),
    code("niederlassungArt", branch && codes.branch[branch]),
    flag("istReisegewerbe", mobile && mobile === "travelling"),
    flag("istNebenerwerb", fields.sideline),
    held("handwerkskarte", fields.craftCard),
    address("anschrift", premises),
    channels(premises ?? {}),
    owner(fields),
    representative(fields),
    number(elements.representativeCount, fields.representativeCount),
    flag(elements.publicOwnership, fields.publicOwnership),
    flag(elements.vending, mobile && mobile === "vending"),
    headOffice && group(elements.headOffice, placeParts(headOffice), channels(headOffice)),
    address(elements.formerPremises, fields.formerPremises),
    address(elements.futurePremises, fields.futurePremises),
    held(elements.permit, fields.permit),
    text(elements.restriction, fields.restriction),
    text(elements.formerOwner, fields.formerOwner),
    text(elements.futureOwner, fields.futureOwner),
    text(elements.formerInsurer, fields.formerInsurer),
    text(elements.otherReasons, fields.otherReasons),
    code(elements.handover, handover && codes.handover[handover]),
    text(elements.closingReasons, fields.closingReasons),
  );
}

/** Writes what is done, `taetigkeitenGesamt`. */
export function activities({ activity, newActivity, continuedActivity: before }: Fields): Element | undefined {
  const main = activity ?? newActivity;
  const listOf = (one: typeof main) => one?.further?.join("|");
  const continued = before && [before.main, ...(before.further ?? [])].join("|");
  return group(
    "taetigkeitenGesamt",
    main &&
      group(
        "schwerpunkt",
        text("taetigkeitSchwerpunkt", main.main),
        text("taetigkeitSchluessel", main.wz),
        text("stichwort", main.keyword),
      ),
    group("weitereTaetigkeiten", text("taetigkeitenZusammengefasst", listOf(main))),
    text(elements.continuedActivity, continued),
  );
}
