import { delimiter, resolve } from 'node:path'
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

const address = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' })
const key = z.string().regex(/^[\x21-\x7e]*$/, 'must have no spaces and no letters outside ASCII')
const modelName = z.string().min(1, 'must name a model')

const judgeVariables = {
  PARALLAX_JUDGE_URL: address.optional(),
  PARALLAX_JUDGE_KEY: key.optional(),
  PARALLAX_JUDGE_MODEL: modelName.optional(),
  PARALLAX_JUDGE_CONCURRENCY: wholeNumber(1, 256).default(4),
  PARALLAX_JUDGE_RETRIES: wholeNumber(0, 20).default(5),
  PARALLAX_JUDGE_TIMEOUT_SECONDS: wholeNumber(1, 3600).default(120),
  PARALLAX_JUDGE_MAX_CALLS: wholeNumber(1, 1e9).default(5000),
  PARALLAX_JUDGE_MAX_TOKENS: wholeNumber(1, 1e12).optional(),
  PARALLAX_JUDGE_MAX_COST: amount.optional(),
  PARALLAX_JUDGE_PROMPT_PRICE: amount.optional(),
  PARALLAX_JUDGE_COMPLETION_PRICE: amount.optional(),
}

const chatVariables = {
  PARALLAX_CHAT_URL: address.optional(),
  PARALLAX_CHAT_KEY: key.optional(),
  PARALLAX_CHAT_MODEL: modelName.optional(),
  PARALLAX_CHAT_CONCURRENCY: wholeNumber(1, 256).default(4),
  PARALLAX_CHAT_RETRIES: wholeNumber(0, 20).default(5),
  PARALLAX_CHAT_TIMEOUT_SECONDS: wholeNumber(1, 3600).default(120),
  PARALLAX_CHAT_MAX_CALLS: wholeNumber(1, 1e9).default(5000),
  PARALLAX_CHAT_MAX_TOKENS: wholeNumber(1, 1e12).optional(),
  PARALLAX_CHAT_MAX_COST: amount.optional(),
  PARALLAX_CHAT_PROMPT_PRICE: amount.optional(),
  PARALLAX_CHAT_COMPLETION_PRICE: amount.optional(),
}

const synthesizerVariables = {
  PARALLAX_SYNTHESIZER_FOLDER: z.string().min(1, 'must name a folder').optional(),
  PARALLAX_SYNTHESIZER_URL: address.optional(),
  PARALLAX_SYNTHESIZER_KEY: key.optional(),
  PARALLAX_SYNTHESIZER_MODEL: modelName.optional(),
  PARALLAX_SYNTHESIZER_EXTRA: z.string().default('{}').transform(readFields),
  PARALLAX_SYNTHESIZER_SEED: z.literal('1', 'must be 1 or absent').optional(),
  PARALLAX_SYNTHESIZER_RESPONSE_FORMAT: z
    .enum(['auto', 'always', 'never'], 'must be auto, always or never')
    .default('auto'),
  PARALLAX_SYNTHESIZER_CONCURRENCY: wholeNumber(1, 256).default(2),
  PARALLAX_SYNTHESIZER_RETRIES: wholeNumber(0, 20).default(5),
  PARALLAX_SYNTHESIZER_TIMEOUT_SECONDS: wholeNumber(1, 3600).default(300),
  PARALLAX_SYNTHESIZER_MAX_CALLS: wholeNumber(1, 1e9).default(5000),
}

/** What a call may have besides the caption, the size and the seed. */
const extraFields = z.strictObject({
  num_inference_steps: z.int().positive().optional(),
  step: z.int().positive().optional(),
  negative_prompt: z.string().optional(),
  output_format: z.enum(['png', 'jpeg', 'webp']).optional(),
  quality: z.string().optional(),
  background: z.string().optional(),
})

function readFields(text: string, context: z.RefinementCtx): Readonly<Record<string, string | number>> {
  try {
    const fields = extraFields.parse(JSON.parse(text))
    return Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    )
  } catch {
    context.addIssue(
      `must be a JSON object with some of ${Object.keys(extraFields.shape).join(', ')}, such as {"quality": "high"}`,
    )
    return z.NEVER
  }
}

/** What a machine has for probes beside checkpoints. */
const probeVariables = {
  PARALLAX_SALIENCY_ENCODER: z.string().min(1, 'must name a folder').optional(),
  PARALLAX_CAPTIONER: z.string().min(1, 'must name a folder').optional(),
  PARALLAX_LIKENESS_ENCODER: z.string().min(1, 'must name a folder').optional(),
  /** Folders, separated as in PATH. */
  PARALLAX_LANGUAGE_MODELS: z.string().default(''),
  PARALLAX_ARTIFACTS: z.string().min(1, 'must name a folder').optional(),
}

const variables = z.object({
  ...probeVariables,
  ...judgeVariables,
  ...chatVariables,
  ...synthesizerVariables,
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
  HF_TOKEN: key.optional(),
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

/** A language model behind an OpenAI-compatible chat endpoint. */
export interface ChatChoice {
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

/** What draws pictures from captions. */
export type SynthesizerChoice =
  /** A text-to-image pipeline of this machine, in the layout of Diffusers' ONNX exports: its absolute folder. */
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'endpoint'
      /** Base of an OpenAI-compatible interface. */
      readonly url: string
      readonly key: string | undefined
      readonly model: string
      /** Further fields of every call. */
      readonly extra: Readonly<Record<string, string | number>>
      readonly sendsSeed: boolean
      readonly responseFormat: 'auto' | 'always' | 'never'
      readonly concurrency: number
      readonly retries: number
      readonly timeoutMs: number
      /** What one process may ask. */
      readonly mostCalls: number
    }

/** What there is for probes beside checkpoints: absolute folders, null where there is none. */
export interface ProbeChoice {
  readonly saliencyEncoder: string | null
  readonly captioner: string | null
  readonly likenessEncoder: string | null
  readonly languageModels: readonly string[]
  /** Of what is made once for all checkpoints. */
  readonly artifactsFolder: string
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
  /** Grades MM-Vet, LLaVA-W and what rules cannot read. Null: there is none, and what needs one is not scored. */
  readonly judge: ChatChoice | null
  /** A model that is evaluated although its weights are elsewhere; null: there is none. */
  readonly chat: ChatChoice | null
  /** Null: there is none, and what needs one is not run. */
  readonly synthesizer: SynthesizerChoice | null
  readonly probes: ProbeChoice
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
    judge: chooseChat('JUDGE', parsed.data, `${dataFolder}/judge`),
    chat: chooseChat('CHAT', parsed.data, `${dataFolder}/chat`),
    synthesizer: chooseSynthesizer(parsed.data),
    probes: chooseProbes(parsed.data, dataFolder),
    workerToken: PARALLAX_WORKER_TOKEN,
    leaseSeconds: PARALLAX_LEASE_SECONDS,
    debug: PARALLAX_DEBUG !== undefined,
  }
}

/** @throws BadEnvironment where one is named by half. */
function chooseChat(
  who: 'JUDGE' | 'CHAT',
  read: z.infer<typeof variables>,
  cacheFolder: string,
): ChatChoice | null {
  const variable = `PARALLAX_${who}` as const
  const url = read[`${variable}_URL` as const]
  const model = read[`${variable}_MODEL` as const]
  if (url === undefined && model === undefined) return null
  if (url === undefined) throw new BadEnvironment(`${variable}_URL`, `must be set where ${variable}_MODEL is`)
  if (model === undefined)
    throw new BadEnvironment(`${variable}_MODEL`, `must be set where ${variable}_URL is`)
  return {
    url,
    key: read[`${variable}_KEY` as const] || undefined,
    model,
    cacheFolder: resolve(/* turbopackIgnore: true */ cacheFolder),
    concurrency: read[`${variable}_CONCURRENCY` as const],
    retries: read[`${variable}_RETRIES` as const],
    timeoutMs: read[`${variable}_TIMEOUT_SECONDS` as const] * 1000,
    caps: {
      calls: read[`${variable}_MAX_CALLS` as const],
      tokens: read[`${variable}_MAX_TOKENS` as const],
      cost: read[`${variable}_MAX_COST` as const],
      promptPrice: read[`${variable}_PROMPT_PRICE` as const],
      completionPrice: read[`${variable}_COMPLETION_PRICE` as const],
    },
  }
}

function chooseProbes(read: z.infer<typeof variables>, dataFolder: string): ProbeChoice {
  const folder = (path: string | undefined) =>
    path === undefined ? null : resolve(/* turbopackIgnore: true */ path)
  return {
    saliencyEncoder: folder(read.PARALLAX_SALIENCY_ENCODER),
    captioner: folder(read.PARALLAX_CAPTIONER),
    likenessEncoder: folder(read.PARALLAX_LIKENESS_ENCODER),
    languageModels: read.PARALLAX_LANGUAGE_MODELS.split(delimiter)
      .filter(path => path !== '')
      .map(path => resolve(/* turbopackIgnore: true */ path)),
    artifactsFolder: folder(read.PARALLAX_ARTIFACTS) ?? `${dataFolder}/probe-artifacts`,
  }
}

/** @throws BadEnvironment where a synthesizer is named by half, or two are. */
function chooseSynthesizer(read: z.infer<typeof variables>): SynthesizerChoice | null {
  const {
    PARALLAX_SYNTHESIZER_FOLDER: folder,
    PARALLAX_SYNTHESIZER_URL: url,
    PARALLAX_SYNTHESIZER_MODEL: model,
  } = read
  if (folder !== undefined) {
    if (url !== undefined)
      throw new BadEnvironment(
        'PARALLAX_SYNTHESIZER_URL',
        'must be absent where PARALLAX_SYNTHESIZER_FOLDER is set',
      )
    return { kind: 'folder', folder: resolve(/* turbopackIgnore: true */ folder) }
  }
  if (url === undefined && model === undefined) return null
  if (url === undefined)
    throw new BadEnvironment('PARALLAX_SYNTHESIZER_URL', 'must be set where PARALLAX_SYNTHESIZER_MODEL is')
  if (model === undefined)
    throw new BadEnvironment('PARALLAX_SYNTHESIZER_MODEL', 'must be set where PARALLAX_SYNTHESIZER_URL is')
  return {
    kind: 'endpoint',
    url,
    key: read.PARALLAX_SYNTHESIZER_KEY || undefined,
    model,
    extra: read.PARALLAX_SYNTHESIZER_EXTRA,
    sendsSeed: read.PARALLAX_SYNTHESIZER_SEED !== undefined,
    responseFormat: read.PARALLAX_SYNTHESIZER_RESPONSE_FORMAT,
    concurrency: read.PARALLAX_SYNTHESIZER_CONCURRENCY,
    retries: read.PARALLAX_SYNTHESIZER_RETRIES,
    timeoutMs: read.PARALLAX_SYNTHESIZER_TIMEOUT_SECONDS * 1000,
    mostCalls: read.PARALLAX_SYNTHESIZER_MAX_CALLS,
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
