// Certificates of residence, and whoever cannot be told to be a resident by rule.

import { kind } from "../../../../sandbox/samples/kind.ts";
import type { Holder, Kit } from "../../../../sandbox/samples/kit.ts";
import { type Outcome, outcomes, type Scene } from "../../../../sandbox/samples/sample.ts";
import { anmeldung, antrag, bescheinigung, type Changes, certificate, oneDog, pushAntrag } from "./records.ts";

function oneCertificate(
  kit: Kit,
  holder: Holder,
  outcome: Outcome,
  { umfang = "EINFACH", ...changes }: Changes & { umfang?: "EINFACH" | "ERWEITERT" } = {},
): Scene {
  const body = antrag(kit.id(), holder, bescheinigung(umfang, "Kita-Anmeldung"), changes);
  return { pushes: [pushAntrag(body)], applications: [certificate(body.antragsId, outcome)] };
}

export const plainCertificate = kind("a certificate for a resident with an eID: at once", 1, (kit) =>
  oneCertificate(kit, kit.citizen(kit.town()), outcomes.granted),
);

export const withPassword = kind("a certificate for somebody with a password only: to a person", 1, (kit) =>
  oneCertificate(kit, kit.citizen("Gladbeck"), outcomes.inReview, { vertrauensniveau: "BASIS" }),
);

export const extended = kind("an extended certificate that names no data: asked for them", 1, (kit) =>
  oneCertificate(kit, kit.citizen("Gelsenkirchen"), outcomes.informationNeeded, { umfang: "ERWEITERT" }),
);

export const moved = kind("a certificate for somebody who lives elsewhere by now: to a person", 1, (kit) =>
  oneCertificate(kit, kit.moved(kit.citizen("Dorsten")), outcomes.inReview),
);

export const blocked = kind("a certificate for somebody whose entry is blocked: to a person", 1, (kit) =>
  oneCertificate(kit, kit.blocked("Dorsten"), outcomes.inReview),
);

export const stranger = kind("a certificate for somebody whom the register does not know: to a person", 1, (kit) =>
  oneCertificate(kit, kit.stranger("Gladbeck"), outcomes.inReview),
);

export const strangersDog = kind("a dog of somebody whom the register does not know: to a person", 1, (kit) =>
  oneDog(kit, kit.stranger("Gelsenkirchen"), anmeldung("Gast", "Dackel", kit.days.yesterday), outcomes.inReview),
);
