/**
 * Files that nobody deploys: their keys and addresses are made up, what they do to a model they do on purpose, and nobody outside
 * reaches them. Nothing is reported there, and solving does not begin there; what they share with the program is asked of the program.
 */
export const isTestFile = (path: string): boolean => /(^|\/)(__tests__|__mocks__|tests?|e2e|fixtures?|specs?)\/|\.(test|spec|e2e|stories)\.[cm]?[jt]sx?$/.test(path);
