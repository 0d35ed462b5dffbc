import type { PortalRecords } from "../../../types/generated/portal-serviceportal-emscher-lippe.ts";
import { portalRecords } from "../common/reading/records.ts";

export const name = "serviceportal-emscher-lippe";
export const { contract, make, reader } = portalRecords<PortalRecords>(name);
