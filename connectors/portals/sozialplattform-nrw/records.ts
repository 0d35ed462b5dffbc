import type { PortalRecords } from "../../../types/generated/portal-sozialplattform-nrw.ts";
import { portalRecords } from "../common/reading/records.ts";

export const name = "sozialplattform-nrw";
export const namespace = "nrw.sozialplattform";
export const { contract, make, reader } = portalRecords<PortalRecords>(name);
