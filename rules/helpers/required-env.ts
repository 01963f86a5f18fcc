/** The value of an environment variable that the program cannot do without. Throws at start, not at the first request. */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
