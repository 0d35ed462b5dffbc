import { channelService } from "../../common/channel-service.ts";
import { channel, xbau } from "./xbau.ts";

export default channelService(channel, xbau);
