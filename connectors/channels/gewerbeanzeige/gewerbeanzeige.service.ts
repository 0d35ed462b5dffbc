import { channelService } from "../../common/channel-service.ts";
import { channel, gewerbeanzeige } from "./gewerbeanzeige.ts";

export default channelService(channel, gewerbeanzeige);
