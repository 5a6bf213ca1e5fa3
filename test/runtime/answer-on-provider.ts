import { z } from 'zod'
import { dialectProvider, type ProviderTask, providerAnswers } from './provider-answers'

// Runs in a process of its own: the graphics driver is chosen by its environment, and may end it.
const task: ProviderTask = z
  .object({ provider: dialectProvider, folders: z.array(z.string()) })
  .parse(JSON.parse(process.argv[2] ?? ''))
process.stdout.write(JSON.stringify(await providerAnswers(task)))
