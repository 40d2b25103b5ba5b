/* --join: the text that a stream was made from, which has all of its bytes. */
#include "config.h"
#include "bin/patch/patch.h"

void
patch_join(cli_input *in)
{
    blt_stream_reader *r;
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record record = BLT_RECORD_INIT;
    const char *name;
    blt_error err;

    if (!cli_is_stream(in)) {
        cli_error(in->name, "not a stream");
        return;
    }
    if (blt_stream_reader_new(&r, in->name, cli_read_fn, in, &err) != BLT_OK) {
        cli_error_from(&err);
        return;
    }
    if (blt_stream_reader_kind(r) == BLT_STREAM_UNIT) {
        cli_error(in->name, "a stream of kind unit may have gaps");
        event = BLT_EVENT_END;
    }
    while (event != BLT_EVENT_END) {
        if (blt_stream_read(r, &event, &record, &name, &err) != BLT_OK) {
            cli_error_from(&err);
            break;
        }
        if (event != BLT_EVENT_RECORD)
            continue;
        if (record.bytes == NULL) {
            cli_error(in->name, "offset %lld: the stream has no text here",
                      (long long)record.offset);
            break;
        }
        cli_put(record.bytes, (size_t)record.length);
    }
    blt_stream_reader_free(r);
}
