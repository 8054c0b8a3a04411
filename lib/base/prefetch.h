/* prefetch.h - memory asked for some time before it is read, where what to read is known early: the processor fetches
 * it meanwhile. */
#ifndef EVX_BASE_PREFETCH_H
#define EVX_BASE_PREFETCH_H

#ifdef __GNUC__
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) ((void)(address))
#endif

#endif
