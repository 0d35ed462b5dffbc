import { computeId } from "../../../platform/messaging/index.ts";
import type { EventBodies } from "../../../types/generated/events.ts";
import codes from "./codes.json" with { type: "json" };
import { activities, channels, type Fields, trade } from "./record.ts";
import { code, documentOf, group, text } from "./xml.ts";

export type Notice = EventBodies["business-notice.requested.v1"];
type Authority = Notice["author"];
type Form = Exclude<Notice["form"], "UNKNOWN">;

/** What a message says beside the form's fields. Ids are computed, the time is the notice's: the same bytes again. */
export interface About {
  /** id of the notice's event */
  id: string;
  /** when the town recorded it, ISO 8601 */
  time: string;
  caseId: string;
  caseNumber: string;
}

const { versions } = codes;

/** Makes a UUID of a computed id (version 8, RFC 9562). */
export function uuidOf(...parts: string[]): string {
  const hex = computeId(...parts);
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  const blocks = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return [...blocks, hex.slice(20)].join("-");
}

function authority(name: "leser" | "autor", one: Authority) {
  return group(
    name,
    group(
      "behoerdenkennung",
      code("praefix", one.prefix, { listVersionID: versions.praefix }),
      code("kennung", one.id, { listURI: one.idList, listVersionID: one.idListVersion }),
    ),
    channels(one),
    group(
      "anschrift",
      text("strasse", one.street),
      text("hausNr", one.houseNumber),
      text("ort", one.city),
      text("plz", one.postcode),
    ),
    text("behoerdenname", one.name),
  );
}

function head(kind: string, { author, reader }: Notice, { id, time }: About) {
  return group(
    "nachrichtenkopf",
    group(
      "identifikation.nachricht",
      text("nachrichtenUUID", uuidOf("message", id)),
      code("nachrichtentyp", kind.slice(kind.lastIndexOf(".") + 1)),
      text("erstellungszeitpunkt", time),
    ),
    authority("leser", reader),
    authority("autor", author),
  );
}

function record(form: Form, fields: Fields, { author }: Notice, { id, time, caseId, caseNumber }: About) {
  const ground = fields.ground ?? fields.closingGround;
  return group(
    "satz",
    group(
      codes.sections[form],
      text("satzErstellung", time),
      text("ereigniszeitpunkt", time),
      authority("autor", author),
      code("istKorrektur", "0"),
      code("gemeindeSchluessel", author.id, { listVersionID: versions.gemeindeSchluessel }),
      text("gemeindeMeldungNr", caseNumber),
      text("gewerbebetriebID", uuidOf("business", caseId)),
      text("uuid", uuidOf("record", id)),
      trade(fields),
      text("gueltigAb", fields.begin ?? fields.changedOn ?? fields.closedOn),
      text("datumMeldung", fields.date),
      activities(fields),
      code(codes.grounds[form], ground && codes.ground[ground]),
    ),
  );
}

/**
 * Writes the XGewerbeanzeige 2.2 message for one notice, in UTF-8; undefined when its form is not known here. It holds what
 * the notice holds and nothing else of the form.
 */
export function messageOf(notice: Notice, context: About): Buffer | undefined {
  const { form, recipient } = notice;
  if (form === "UNKNOWN") return undefined;
  const fields = Object.fromEntries(notice.fields.map(({ name, value }) => [name, JSON.parse(value)])) as Fields;
  const messages: Record<string, string> = codes.messages;
  const kind = messages[recipient] ?? codes.otherMessages;
  const root = group(kind, head(kind, notice, context), record(form, fields, notice, context));
  return root && documentOf({ ...root, attributes: codes.root }, "xga", codes.namespace);
}
