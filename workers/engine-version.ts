import manifest from '../package.json' with { type: 'json' }

/** Version of the engine that made an answer: it stands beside every result. */
export const engineVersion: string = manifest.version
