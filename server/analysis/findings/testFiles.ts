/** Files that nobody deploys: their keys and addresses are made up, and what they do to a model they do on purpose. */
export const isTestFile = (path: string): boolean => /(^|\/)(__tests__|__mocks__|tests?|e2e|fixtures?|specs?)\/|\.(test|spec|e2e|stories)\.[cm]?[jt]sx?$/.test(path);

/** Code that a test runner runs: nobody outside reaches it, so nothing is asked of it. What it shares with the program is asked of the program. */
export const isTestSource = (path: string): boolean => /(^|\/)(__tests__|__mocks__)\/|\.(test|spec|e2e|stories)\.[cm]?[jt]sx?$/.test(path);
