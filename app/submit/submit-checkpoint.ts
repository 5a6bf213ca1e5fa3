'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { openDatabase } from '#lib/db/database'
import { Refusal } from '#lib/domain/refusal'
import { suiteIds } from '#lib/domain/suite'
import { requireLocalHost } from '#lib/submissions/local-owner'
import { submit } from '#lib/submissions/submit'
import type { SubmitState } from './submit-state'

const submitForm = z.object({
  path: z.string().trim().catch(''),
  name: z.string().trim().catch(''),
  suite: z.enum(suiteIds).catch('demo'),
  encoder: z.string().trim().catch(''),
  backbone: z.string().trim().catch(''),
})

/** Admits the checkpoint and goes to its submission; a refusal comes back in one line beside what was typed. */
export async function submitCheckpoint(_before: SubmitState, form: FormData): Promise<SubmitState> {
  const typed = submitForm.parse(Object.fromEntries(form))
  if (typed.path === '') return { ...typed, refusal: 'Directory: name a folder with a checkpoint in it.' }
  const admitted = await admit(typed)
  if (typeof admitted !== 'string') return { ...typed, refusal: admitted.message, reason: admitted.reason }
  redirect(`/submissions/${admitted}`)
}

/** The submission's id, or the refusal. */
async function admit({
  path,
  name,
  suite,
  encoder,
  backbone,
}: z.infer<typeof submitForm>): Promise<string | Refusal> {
  try {
    requireLocalHost((await headers()).get('host'))
    const directory = (folder: string) => ({ kind: 'directory', path: folder }) as const
    const request = {
      source: directory(path),
      suite,
      ...(name === '' ? {} : { name }),
      ...(encoder === '' ? {} : { encoder: directory(encoder) }),
      ...(backbone === '' ? {} : { backbone: directory(backbone) }),
    }
    return (await submit(await openDatabase(), request)).submission
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}
