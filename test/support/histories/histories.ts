import { housingBenefitHistory, subsistenceAidHistory } from "./benefits.ts";
import { Dice } from "./dice.ts";
import { dogTaxHistory } from "./dogs.ts";
import {
  buildingPermitHistory,
  businessRegistrationHistory,
  residenceCertificateHistory,
  streetUseHistory,
  tradesParkingHistory,
} from "./fees.ts";

/** A random life of one case or household, with each sum held against the others; throws where they differ. */
export const histories: Record<string, (dice: Dice) => Promise<void>> = {
  "building-permit": buildingPermitHistory,
  "business-registration": businessRegistrationHistory,
  "dog-tax": dogTaxHistory,
  "housing-benefit": housingBenefitHistory,
  "residence-certificate": residenceCertificateHistory,
  "street-use": streetUseHistory,
  "subsistence-aid": subsistenceAidHistory,
  "trades-parking": tradesParkingHistory,
};

/** Plays so many histories of a service. @throws Error with the seed of the first one in which two sums differ */
export async function play(service: string, count: number, firstSeed = 1): Promise<void> {
  const history = histories[service];
  if (!history) throw new Error(`no histories of ${service}`);
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1)
    try {
      await history(new Dice(seed));
    } catch (error) {
      throw new Error(`${service}, seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
}
