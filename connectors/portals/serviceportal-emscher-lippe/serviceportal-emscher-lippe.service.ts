import { portalService } from "../common/portal-service.ts";
import { serviceportalEmscherLippe } from "./serviceportal-emscher-lippe.ts";

export default portalService(serviceportalEmscherLippe);
