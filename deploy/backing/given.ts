/** What goes with a variable that names a server: NATS_USER, NATS_PASSWORD and NATS_CA_FILE with NATS_URL. */
export function credentialsOf(variable: string): string[] {
  const server = variable.replace(/_(?:URL|BROKERS|ENDPOINT)$/, "");
  return ["USER", "PASSWORD", "CA_FILE"].map((word) => `${server}_${word}`);
}

/** The variables that name servers and are set, each with its credentials, and nothing else. */
export function givenServers(
  variables: readonly string[],
  environment: Record<string, string | undefined>,
): { given: string[]; env: Record<string, string> } {
  const given = variables.filter((variable) => environment[variable]);
  const env: Record<string, string> = {};
  for (const name of given.flatMap((variable) => [variable, ...credentialsOf(variable)])) {
    const value = environment[name];
    if (value) env[name] = value;
  }
  return { given, env };
}
