export const exampleWords = {}
