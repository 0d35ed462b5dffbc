import { connectorService } from "../common/connector.ts";
import { dialect } from "./dialect.ts";

export default connectorService(dialect);
