import { resolve } from 'node:path'
import { z } from 'zod'

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, 'must read postgres://user:password@host:port/database')

const amount = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a number such as 2.50')
  .transform(Number)

function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))
}

const judgeVariables = {
  PARALLAX_JUDGE_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  PARALLAX_JUDGE_KEY: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'must have no spaces and no letters outside ASCII')
    .optional(),
  PARALLAX_JUDGE_MODEL: z.string().min(1, 'must name a model').optional(),
  PARALLAX_JUDGE_CONCURRENCY: wholeNumber(1, 256).default(4),
  PARALLAX_JUDGE_RETRIES: wholeNumber(0, 20).default(5),
  PARALLAX_JUDGE_TIMEOUT_SECONDS: wholeNumber(1, 3600).default(120),
  PARALLAX_JUDGE_MAX_CALLS: wholeNumber(1, 1e9).default(5000),
  PARALLAX_JUDGE_MAX_TOKENS: wholeNumber(1, 1e12).optional(),
  PARALLAX_JUDGE_MAX_COST: amount.optional(),
  PARALLAX_JUDGE_PROMPT_PRICE: amount.optional(),
  PARALLAX_JUDGE_COMPLETION_PRICE: amount.optional(),
}

const variables = z.object({
  ...judgeVariables,
  DATABASE_URL: postgresUrl.optional(),
  POSTGRES_URL: postgresUrl.optional(),
  PARALLAX_DATA: z.string().min(1, 'must name a folder').default('.data'),
  PARALLAX_WORKER_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .max(512, 'must have at most 512 characters')
    .optional(),
  PARALLAX_HUB_CACHE: z.string().min(1, 'must name a folder').optional(),
  HF_ENDPOINT: z.url('must be the address of a hub').default('https://huggingface.co'),
  HF_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'must have no spaces and no letters outside ASCII')
    .optional(),
  PARALLAX_DEBUG: z.literal('1', 'must be 1 or absent').optional(),
  PARALLAX_LEASE_SECONDS: z
    .string()
    .regex(/^\d+$/, 'must be a whole number of seconds')
    .transform(Number)
    .pipe(z.int().min(10, 'must be at least 10').max(3600, 'must be at most 3600'))
    .default(60),
})

/** Where checkpoints are downloaded from, and to. */
export interface HubChoice {
  readonly endpoint: string
  readonly token: string | undefined
  /** Absolute folder of what was downloaded. */
  readonly cacheFolder: string
}

/** The judge of MM-Vet, LLaVA-W and whatever else a language model has to read. */
export interface JudgeChoice {
  /** Base of an OpenAI-compatible interface. */
  readonly url: string
  readonly key: string | undefined
  readonly model: string
  /** Absolute folder of the answers that it gave. */
  readonly cacheFolder: string
  readonly concurrency: number
  readonly retries: number
  readonly timeoutMs: number
  /** What one process may spend. Prices are those of a million tokens, in any currency. */
  readonly caps: {
    readonly calls: number
    readonly tokens: number | undefined
    readonly cost: number | undefined
    readonly promptPrice: number | undefined
    readonly completionPrice: number | undefined
  }
}

/** Where the rows live: PGlite in a folder of this machine, or a Postgres reached by one of two drivers. */
export type DatabaseChoice =
  | { readonly driver: 'pglite'; readonly folder: string }
  | { readonly driver: 'pg'; readonly url: string }
  | { readonly driver: 'vercel'; readonly url: string }

export interface Env {
  readonly database: DatabaseChoice
  /** Absolute folder of everything the portal keeps on disk: the embedded database and the artifacts. */
  readonly dataFolder: string
  readonly hub: HubChoice
  /** Null: there is none, and what needs one is not scored. */
  readonly judge: JudgeChoice | null
  /** Token that every worker route asks for; without it only tokens stored in the database are accepted. */
  readonly workerToken: string | undefined
  /** How long a slice stays with a worker that is silent. */
  readonly leaseSeconds: number
  /** Commands show where an unexpected error came from. */
  readonly debug: boolean
}

/** A variable of the environment has a value that cannot be used. `message` is one line that names it. */
export class BadEnvironment extends Error {
  readonly variable: string

  constructor(variable: string, why: string) {
    super(`${variable} ${why}`)
    this.name = 'BadEnvironment'
    this.variable = variable
  }
}

/**
 * Reads the environment; the only place that does.
 * @throws BadEnvironment naming the first variable with an unusable value (never printing the value).
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const parsed = variables.safeParse(source)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new BadEnvironment(String(issue?.path[0]), issue?.message ?? 'is not usable')
  }
  const {
    DATABASE_URL,
    POSTGRES_URL,
    PARALLAX_DATA,
    PARALLAX_WORKER_TOKEN,
    PARALLAX_LEASE_SECONDS,
    PARALLAX_HUB_CACHE,
    PARALLAX_DEBUG,
    HF_ENDPOINT,
    HF_TOKEN,
  } = parsed.data
  // The bundler must not trace what lies in the folder into the build.
  const dataFolder = resolve(/* turbopackIgnore: true */ PARALLAX_DATA)
  return {
    database: chooseDatabase(DATABASE_URL, POSTGRES_URL, dataFolder),
    dataFolder,
    hub: {
      endpoint: HF_ENDPOINT,
      token: HF_TOKEN || undefined,
      cacheFolder: resolve(/* turbopackIgnore: true */ PARALLAX_HUB_CACHE ?? `${dataFolder}/hub`),
    },
    judge: chooseJudge(parsed.data, dataFolder),
    workerToken: PARALLAX_WORKER_TOKEN,
    leaseSeconds: PARALLAX_LEASE_SECONDS,
    debug: PARALLAX_DEBUG !== undefined,
  }
}

/** @throws BadEnvironment where a judge is named by half. */
function chooseJudge(read: z.infer<typeof variables>, dataFolder: string): JudgeChoice | null {
  const { PARALLAX_JUDGE_URL: url, PARALLAX_JUDGE_MODEL: model } = read
  if (url === undefined && model === undefined) return null
  if (url === undefined)
    throw new BadEnvironment('PARALLAX_JUDGE_URL', 'must be set where PARALLAX_JUDGE_MODEL is')
  if (model === undefined)
    throw new BadEnvironment('PARALLAX_JUDGE_MODEL', 'must be set where PARALLAX_JUDGE_URL is')
  return {
    url,
    key: read.PARALLAX_JUDGE_KEY || undefined,
    model,
    cacheFolder: resolve(/* turbopackIgnore: true */ `${dataFolder}/judge`),
    concurrency: read.PARALLAX_JUDGE_CONCURRENCY,
    retries: read.PARALLAX_JUDGE_RETRIES,
    timeoutMs: read.PARALLAX_JUDGE_TIMEOUT_SECONDS * 1000,
    caps: {
      calls: read.PARALLAX_JUDGE_MAX_CALLS,
      tokens: read.PARALLAX_JUDGE_MAX_TOKENS,
      cost: read.PARALLAX_JUDGE_MAX_COST,
      promptPrice: read.PARALLAX_JUDGE_PROMPT_PRICE,
      completionPrice: read.PARALLAX_JUDGE_COMPLETION_PRICE,
    },
  }
}

function chooseDatabase(
  databaseUrl: string | undefined,
  vercelUrl: string | undefined,
  dataFolder: string,
): DatabaseChoice {
  if (databaseUrl !== undefined) return { driver: 'pg', url: databaseUrl }
  if (vercelUrl !== undefined) return { driver: 'vercel', url: vercelUrl }
  return { driver: 'pglite', folder: resolve(/* turbopackIgnore: true */ dataFolder, 'database') }
}
