import { type CompleteFile, identityReasons, type Reason } from "../../platform/service/case-file.ts";
import type { FormData } from "../../types/generated/forms.ts";

export type CertificateData = FormData["residence-certificate.v1"];

/**
 * Why a person has to issue the certificate; none: it is issued at once and free of charge (BMG § 18(1) and (3)).
 * An automatic answer needs an exact match with the register at trust level hoch (BMeldDigiV § 4).
 */
export function reasonsForPerson(file: CompleteFile, data: CertificateData): Reason[] {
  const extended: Reason = {
    code: "extended-certificate",
    sentence: "Die erweiterte Meldebescheinigung enthält weitere Daten, die einzeln zu prüfen sind.",
    paragraph: "BMG § 18 Abs. 2",
  };
  return [...identityReasons(file), ...(data.scope === "extended" ? [extended] : [])];
}
