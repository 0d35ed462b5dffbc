import { housingBenefitLetters, subsistenceAidLetters } from "./benefits.ts";
import { dogTaxLetters } from "./dog-tax.ts";
import { objectionLetters } from "./objections.ts";
import type { Letters } from "./office.ts";
import { paymentsLetters } from "./payments.ts";
import { buildingPermitLetters, streetUseLetters, tradesParkingLetters } from "./permits.ts";
import { businessRegistrationLetters, residenceCertificateLetters } from "./registers.ts";

/** Every kind of letter that any service writes, by service, as the services themselves write it of invented cases. */
export const letters: Record<string, Letters> = {
  "building-permit": buildingPermitLetters,
  "business-registration": businessRegistrationLetters,
  "dog-tax": dogTaxLetters,
  "housing-benefit": housingBenefitLetters,
  objections: objectionLetters,
  payments: paymentsLetters,
  "residence-certificate": residenceCertificateLetters,
  "street-use": streetUseLetters,
  "subsistence-aid": subsistenceAidLetters,
  "trades-parking": tradesParkingLetters,
};
