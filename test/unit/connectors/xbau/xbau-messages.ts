import { computeId } from "../../../../platform/messaging/ids.ts";
import { decision, formalCheck, hearing, statement } from "../../../../services/building-permit/xbau/write.ts";
import { kinds, uuidOf } from "../../../../services/building-permit/xbau/xbau.ts";
import type { EventBodies } from "../../../../types/generated/events.ts";

type Recorded = EventBodies["xbau-message.recorded.v1"];
const station = { listVersion: "1", directory: "DVDV", id: "bab:0000000", name: "Bauaufsicht Musterstadt (erfunden)" };
const objections = [{ provision: "BauO NRW 2018 § 6", reason: "Die Abstandsfläche reicht nicht aus." }];
const said = { granted: false, conditions: [], reason: "Zu nah am Nachbarn.", remedy: "Klage ist möglich." };

/** Every message that the building permit writes about a case, in the order in which it may. */
export function messagesOf(caseId: string, caseNumber: string): Recorded[] {
  const head = (kind: string) => ({
    ...{ id: uuidOf(caseId, kind), at: new Date("2026-11-23T10:00:00Z"), caseNumber },
    ...{ author: station, reader: station, reference: computeId(caseId) },
  });
  const recorded = (kind: string, xml: Buffer, direction: Recorded["direction"] = "to_applicant"): Recorded => ({
    ...{ kind, direction, messageId: uuidOf(caseId, kind), relatesTo: "", xml, number: 0 },
  });
  return [
    recorded(kinds.formalCheck, formalCheck(head(kinds.formalCheck), { complete: true })),
    recorded(kinds.hearing, hearing(head(kinds.hearing), "Bitte äußern Sie sich.", objections, "2026-12-28")),
    recorded(kinds.statement, statement(head(kinds.statement), objections, "Nein."), "from_applicant"),
    recorded(kinds.decision, decision(head(kinds.decision), said)),
  ].map((message, i) => ({ ...message, number: i + 1 }));
}
