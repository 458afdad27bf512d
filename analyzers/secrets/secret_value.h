/*
 * secret_value: does a value look like a secret, or like something else that stands where secrets do?
 *
 * Pure, linear in the value but for a small factor, and of the bytes alone.
 */
#ifndef CBCRAWL_SECRETS_SECRET_VALUE_H
#define CBCRAWL_SECRETS_SECRET_VALUE_H

#include "pipeline/base/str.h"

/* Shannon's entropy of its bytes, in bits a byte; 0 for the empty value. */
double secret_entropy(struct str value);

/* Is it there to be replaced: a template, "changeme", one character again and again, a sequence, an example? */
bool secret_is_placeholder(struct str value);

/* Do its letters follow one another as they do in English, as those of random text do not? */
bool secret_is_wordy(struct str value);

bool secret_has_digit(struct str value);
bool secret_has_upper(struct str value);
bool secret_has_lower(struct str value);
bool secret_is_hex(struct str value);
bool secret_is_uuid(struct str value);

/* Letters and digits, both. */
bool secret_is_mixed(struct str value);

/* Drawn at random, as keys are: mixed, of some entropy, and no words. */
bool secret_is_random(struct str value);

/* Could it be the password of somebody, where it is known that a password stands? Not a template, nor one of those that
 * manuals use. */
bool secret_is_password(struct str value);

/* The same where that is only a guess: it must look like no word, name or message either. */
bool secret_is_strong_password(struct str value);

#endif
