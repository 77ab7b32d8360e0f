/* readiness._core: the C interface of readiness for Python. It holds handles, lends bytes, lets
 * other threads run while the library works, and turns errors into exceptions; all else is Python
 * (cycle.py). It is built once for CPython 3.11 and later (the limited API).
 *
 *   handle = _core.load(log, format, limits)       Handle of a log in bytes
 *   buffer = handle.assess(request, format)        Buffer: bytes of the library, not copied
 */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include "readiness/c/readiness.h"
#include "readiness/c/readiness_arrow.h"

typedef struct {
  PyObject* make_error; /* readiness.errors._make_error(code, message, location, detail) */
  PyObject* closed;     /* readiness.errors._closed() */
  PyObject* handle_type;
  PyObject* metric_state_type;
  PyObject* risk_graph_type;
  PyObject* buffer_type;
} State;

/* --- errors ---------------------------------------------------------------------------------- */

static PyObject* raise_made(PyObject* exception) {
  if (exception != NULL) {
    PyErr_SetObject((PyObject*)Py_TYPE(exception), exception);
    Py_DECREF(exception);
  }
  return NULL;
}

/* Raises what the library said and frees it; returns NULL. */
static PyObject* raise_error(const State* state, readiness_error* error) {
  size_t message_size = 0, location_size = 0, detail_size = 0;
  const char* message = readiness_error_message(error, &message_size);
  const char* location = readiness_error_location(error, &location_size);
  const uint8_t* detail = readiness_error_detail(error, &detail_size);
  PyObject* text = PyUnicode_DecodeUTF8(message, (Py_ssize_t)message_size, "replace");
  PyObject* place = PyUnicode_DecodeUTF8(location, (Py_ssize_t)location_size, "replace");
  PyObject* exception = NULL;
  if (text != NULL && place != NULL) {
    exception = PyObject_CallFunction(state->make_error, "iOOy#", (int)readiness_error_code(error),
                                      text, place, (const char*)detail, (Py_ssize_t)detail_size);
  }
  Py_XDECREF(text);
  Py_XDECREF(place);
  readiness_error_free(error);
  return raise_made(exception);
}

/* --- Buffer: bytes that the library returned ------------------------------------------------- */

typedef struct {
  PyObject_HEAD readiness_buffer* buffer;
} Buffer;

static void deallocate(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
  Py_DECREF(type);
}

static PyObject* allocate(PyObject* type) {
  PyTypeObject* cls = (PyTypeObject*)type;
  return ((allocfunc)PyType_GetSlot(cls, Py_tp_alloc))(cls, 0);
}

static void buffer_dealloc(PyObject* self) {
  readiness_buffer_free(((Buffer*)self)->buffer);
  deallocate(self);
}

static int buffer_get(PyObject* self, Py_buffer* view, int flags) {
  const readiness_buffer* buffer = ((Buffer*)self)->buffer;
  return PyBuffer_FillInfo(view, self, (void*)readiness_buffer_data(buffer),
                           (Py_ssize_t)readiness_buffer_size(buffer), 1, flags);
}

static Py_ssize_t buffer_length(PyObject* self) {
  return (Py_ssize_t)readiness_buffer_size(((Buffer*)self)->buffer);
}

static PyObject* take_buffer(const State* state, readiness_buffer* buffer) {
  PyObject* self = allocate(state->buffer_type);
  if (self == NULL) {
    readiness_buffer_free(buffer);
    return NULL;
  }
  ((Buffer*)self)->buffer = buffer;
  return self;
}

static PyType_Slot buffer_slots[] = {
    {Py_tp_dealloc, (void*)buffer_dealloc},
    {Py_bf_getbuffer, (void*)buffer_get},
    {Py_mp_length, (void*)buffer_length},
    {Py_tp_doc, (void*)"Bytes that the library returned; read-only, by the buffer protocol."},
    {0, NULL}};

static PyType_Spec buffer_spec = {"readiness._core.Buffer", sizeof(Buffer), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                  buffer_slots};

/* --- Handle: a cycle, a metric state or a risk graph -------------------------------------------
 */

/* What a handle holds, and how messages call it. */
typedef struct {
  const char* noun;
  void (*free_object)(void*);
} Kind;

static void free_cycle(void* object) { readiness_cycle_free(object); }
static void free_metric_state(void* object) { readiness_metric_state_free(object); }
static void free_risk_graph(void* object) { readiness_risk_graph_free(object); }

static const Kind cycle_kind = {"cycle", free_cycle};
static const Kind metric_state_kind = {"metric state", free_metric_state};
static const Kind risk_graph_kind = {"risk graph", free_risk_graph};

/* `user_count` calls are inside the library; a handle that is closed meanwhile is freed by the last
 * of them. Both change with the interpreter's lock held. */
typedef struct {
  PyObject_HEAD void* object;
  const Kind* kind;
  Py_ssize_t user_count;
  int is_closed;
} Handle;

static const State* state_of(PyObject* self) { return PyType_GetModuleState(Py_TYPE(self)); }

static void free_when_unused(Handle* handle) {
  if (handle->is_closed && handle->user_count == 0 && handle->object != NULL) {
    void* object = handle->object;
    handle->object = NULL;
    Py_BEGIN_ALLOW_THREADS;
    handle->kind->free_object(object);
    Py_END_ALLOW_THREADS;
  }
}

/* Enters the library with the handle; NULL, with an exception, where it is closed. */
static void* enter(PyObject* self) {
  Handle* handle = (Handle*)self;
  if (handle->is_closed) {
    raise_made(PyObject_CallFunction(state_of(self)->closed, "s", ((Handle*)self)->kind->noun));
    return NULL;
  }
  handle->user_count += 1;
  return handle->object;
}

static void leave(PyObject* self) {
  ((Handle*)self)->user_count -= 1;
  free_when_unused((Handle*)self);
}

static PyObject* take_object(PyObject* type, void* object, const Kind* kind) {
  PyObject* self = allocate(type);
  if (self == NULL) {
    kind->free_object(object);
    return NULL;
  }
  ((Handle*)self)->object = object;
  ((Handle*)self)->kind = kind;
  return self;
}

static void handle_dealloc(PyObject* self) {
  Handle* handle = (Handle*)self;
  if (handle->object != NULL) handle->kind->free_object(handle->object);
  deallocate(self);
}

/* A call that hands bytes in, and one that asks with bytes and gets bytes. */
typedef int32_t (*give_function)(void*, const uint8_t*, size_t, int32_t, readiness_error**);
typedef int32_t (*ask_function)(const void*, const uint8_t*, size_t, int32_t, readiness_buffer**,
                                readiness_error**);

static PyObject* give(PyObject* self, PyObject* args, give_function function) {
  Py_buffer data;
  int format = 0;
  void* object = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "y*i", &data, &format)) return NULL;
  object = enter(self);
  if (object != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    code = function(object, data.buf, (size_t)data.len, format, &error);
    Py_END_ALLOW_THREADS;
    leave(self);
  }
  PyBuffer_Release(&data);
  if (object == NULL) return NULL;
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  Py_RETURN_NONE;
}

static PyObject* ask(PyObject* self, PyObject* args, ask_function function) {
  Py_buffer request;
  int format = 0;
  const void* object = NULL;
  readiness_buffer* answer = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "y*i", &request, &format)) return NULL;
  object = enter(self);
  if (object != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    code = function(object, request.buf, (size_t)request.len, format, &answer, &error);
    Py_END_ALLOW_THREADS;
    leave(self);
  }
  PyBuffer_Release(&request);
  if (object == NULL) return NULL;
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  return take_buffer(state_of(self), answer);
}

typedef int32_t (*save_function)(const void*, int32_t, readiness_buffer**, readiness_error**);

static PyObject* save(PyObject* self, PyObject* args, save_function function) {
  int format = 0;
  const void* object = NULL;
  readiness_buffer* answer = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "i", &format)) return NULL;
  object = enter(self);
  if (object == NULL) return NULL;
  Py_BEGIN_ALLOW_THREADS;
  code = function(object, format, &answer, &error);
  Py_END_ALLOW_THREADS;
  leave(self);
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  return take_buffer(state_of(self), answer);
}

/* A stream that was given out, in a capsule that releases what nobody took. */
static const char stream_name[] = "arrow_array_stream";

static void free_stream(PyObject* capsule) {
  struct ArrowArrayStream* stream = PyCapsule_GetPointer(capsule, stream_name);
  if (stream->release != NULL) stream->release(stream);
  PyMem_Free(stream);
}

/* A capsule of a stream that is to be filled, or an exception. */
static PyObject* new_stream(struct ArrowArrayStream** stream) {
  PyObject* capsule = NULL;
  *stream = PyMem_Calloc(1, sizeof(**stream));
  if (*stream == NULL) return PyErr_NoMemory();
  capsule = PyCapsule_New(*stream, stream_name, free_stream);
  if (capsule == NULL) PyMem_Free(*stream);
  return capsule;
}

typedef int32_t (*export_function)(const void*, int32_t, const uint8_t*, size_t, int32_t,
                                   struct ArrowArrayStream*, readiness_error**);

static PyObject* export(PyObject* self, PyObject* args, export_function function) {
  Py_buffer request;
  int table = 0, format = 0;
  struct ArrowArrayStream* stream = NULL;
  PyObject* capsule = NULL;
  const void* object = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "iy*i", &table, &request, &format)) return NULL;
  capsule = new_stream(&stream);
  if (capsule != NULL) object = enter(self);
  if (object != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    code = function(object, table, request.buf, (size_t)request.len, format, stream, &error);
    Py_END_ALLOW_THREADS;
    leave(self);
  }
  PyBuffer_Release(&request);
  if (object == NULL || code != READINESS_OK) {
    Py_XDECREF(capsule);
    return object == NULL ? NULL : raise_error(state_of(self), error);
  }
  return capsule;
}

static PyObject* handle_close(PyObject* self, PyObject* ignored) {
  (void)ignored;
  ((Handle*)self)->is_closed = 1;
  free_when_unused((Handle*)self);
  Py_RETURN_NONE;
}

static PyObject* handle_closed(PyObject* self, void* ignored) {
  (void)ignored;
  return PyBool_FromLong(((Handle*)self)->is_closed);
}

#define CLOSE_METHOD                                                                   \
  {                                                                                    \
    "close", handle_close, METH_NOARGS,                                                \
        "close(): frees it, at once or when the last call that is under way has ended" \
  }

static PyGetSetDef handle_properties[] = {
    {"closed", handle_closed, NULL, "whether close() was called", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

/* --- a cycle --------------------------------------------------------------------------------- */

static int32_t append_cycle(void* cycle, const uint8_t* data, size_t size, int32_t format,
                            readiness_error** error) {
  return readiness_cycle_append(cycle, data, size, format, error);
}
static int32_t assess_cycle(const void* cycle, const uint8_t* data, size_t size, int32_t format,
                            readiness_buffer** out, readiness_error** error) {
  return readiness_cycle_assess(cycle, data, size, format, out, error);
}
static int32_t query_cycle(const void* cycle, const uint8_t* data, size_t size, int32_t format,
                           readiness_buffer** out, readiness_error** error) {
  return readiness_cycle_query(cycle, data, size, format, out, error);
}
static int32_t save_cycle(const void* cycle, int32_t format, readiness_buffer** out,
                          readiness_error** error) {
  return readiness_cycle_save(cycle, format, out, error);
}

static int32_t export_cycle(const void* object, int32_t table, const uint8_t* data, size_t size,
                            int32_t format, struct ArrowArrayStream* out, readiness_error** error) {
  return readiness_cycle_export_arrow_stream(object, table, data, size, format, out, error);
}

static PyObject* handle_append(PyObject* self, PyObject* args) {
  return give(self, args, append_cycle);
}
static PyObject* handle_assess(PyObject* self, PyObject* args) {
  return ask(self, args, assess_cycle);
}

/* A question that is asked with states of metrics, the second of which may be None: both are held
 * while `body` runs without the lock of Python. */
typedef struct {
  const readiness_cycle* cycle;
  const readiness_metric_state *now, *then;
  const uint8_t* request;
  size_t request_size;
  int format;
} MetricQuestion;

typedef int32_t (*metric_question_function)(const MetricQuestion*, void* out, readiness_error**);

/* 0 where it was answered, else with an exception. */
static int ask_with_metrics(PyObject* self, PyObject* metrics, PyObject* since, Py_buffer* request,
                            int format, metric_question_function function, void* out) {
  const State* module_state = state_of(self);
  PyTypeObject* type = (PyTypeObject*)module_state->metric_state_type;
  MetricQuestion question = {NULL, NULL, NULL, request->buf, (size_t)request->len, format};
  readiness_error* error = NULL;
  int32_t code = 0;
  int is_held = 0;
  if (!PyObject_TypeCheck(metrics, type) ||
      (since != Py_None && !PyObject_TypeCheck(since, type))) {
    PyErr_SetString(PyExc_TypeError, "metrics must be a metric state");
    return -1;
  }
  question.cycle = enter(self);
  if (question.cycle != NULL) question.now = enter(metrics);
  if (question.now != NULL && since != Py_None) question.then = enter(since);
  is_held = question.now != NULL && (since == Py_None || question.then != NULL);
  if (is_held) {
    Py_BEGIN_ALLOW_THREADS;
    code = function(&question, out, &error);
    Py_END_ALLOW_THREADS;
  }
  if (question.then != NULL) leave(since);
  if (question.now != NULL) leave(metrics);
  if (question.cycle != NULL) leave(self);
  if (!is_held) return -1;
  if (code == READINESS_OK) return 0;
  raise_error(module_state, error);
  return -1;
}

static int32_t assess_with_metrics(const MetricQuestion* asked, void* out,
                                   readiness_error** error) {
  return readiness_cycle_assess_with_metrics(asked->cycle, asked->now, asked->then, asked->request,
                                             asked->request_size, asked->format, out, error);
}
static int32_t query_with_metrics(const MetricQuestion* asked, void* out, readiness_error** error) {
  return readiness_cycle_query_with_metrics(asked->cycle, asked->now, asked->then, asked->request,
                                            asked->request_size, asked->format, out, error);
}

static PyObject* ask_bytes_with_metrics(PyObject* self, PyObject* args,
                                        metric_question_function function) {
  PyObject *metrics = NULL, *since = NULL;
  Py_buffer request;
  int format = 0, failed = 0;
  readiness_buffer* answer = NULL;
  if (!PyArg_ParseTuple(args, "OOy*i", &metrics, &since, &request, &format)) return NULL;
  failed = ask_with_metrics(self, metrics, since, &request, format, function, (void*)&answer);
  PyBuffer_Release(&request);
  return failed ? NULL : take_buffer(state_of(self), answer);
}
static PyObject* handle_assess_with_metrics(PyObject* self, PyObject* args) {
  return ask_bytes_with_metrics(self, args, assess_with_metrics);
}
static PyObject* handle_query_with_metrics(PyObject* self, PyObject* args) {
  return ask_bytes_with_metrics(self, args, query_with_metrics);
}

typedef struct {
  int table;
  struct ArrowArrayStream* stream;
} ExportedTable;

static int32_t export_with_metrics(const MetricQuestion* asked, void* out,
                                   readiness_error** error) {
  const ExportedTable* exported = out;
  return readiness_cycle_export_arrow_stream_with_metrics(
      asked->cycle, asked->now, asked->then, exported->table, asked->request, asked->request_size,
      asked->format, exported->stream, error);
}
static PyObject* handle_export_with_metrics(PyObject* self, PyObject* args) {
  PyObject *metrics = NULL, *since = NULL, *capsule = NULL;
  Py_buffer request;
  int format = 0, failed = 1;
  ExportedTable exported = {0, NULL};
  if (!PyArg_ParseTuple(args, "OOiy*i", &metrics, &since, &exported.table, &request, &format)) {
    return NULL;
  }
  capsule = new_stream(&exported.stream);
  if (capsule != NULL) {
    failed = ask_with_metrics(self, metrics, since, &request, format, export_with_metrics,
                              (void*)&exported);
  }
  PyBuffer_Release(&request);
  if (failed) Py_CLEAR(capsule);
  return capsule;
}

static PyObject* handle_query(PyObject* self, PyObject* args) {
  return ask(self, args, query_cycle);
}
static PyObject* handle_save(PyObject* self, PyObject* args) {
  return save(self, args, save_cycle);
}

static PyObject* handle_export(PyObject* self, PyObject* args) {
  return export(self, args, export_cycle);
}

static PyMethodDef handle_methods[] = {
    {"append", handle_append, METH_VARARGS, "append(entry, format): accepts one entry"},
    {"assess", handle_assess, METH_VARARGS, "assess(request, format) -> Buffer"},
    {"assess_with_metrics", handle_assess_with_metrics, METH_VARARGS,
     "assess_with_metrics(state, state at since or None, request, format) -> Buffer"},
    {"query", handle_query, METH_VARARGS, "query(request, format) -> Buffer"},
    {"query_with_metrics", handle_query_with_metrics, METH_VARARGS,
     "query_with_metrics(state, state at since or None, request, format) -> Buffer"},
    {"save", handle_save, METH_VARARGS, "save(format) -> Buffer"},
    {"export", handle_export, METH_VARARGS,
     "export(table, request, format) -> capsule of an arrow_array_stream"},
    {"export_with_metrics", handle_export_with_metrics, METH_VARARGS,
     "export_with_metrics(state, state at since or None, table, request, format) -> capsule"},
    CLOSE_METHOD,
    {NULL, NULL, 0, NULL}};

static PyType_Slot handle_slots[] = {{Py_tp_dealloc, (void*)handle_dealloc},
                                     {Py_tp_methods, handle_methods},
                                     {Py_tp_getset, handle_properties},
                                     {Py_tp_doc, (void*)"A cycle of the library."},
                                     {0, NULL}};

static PyType_Spec handle_spec = {"readiness._core.Handle", sizeof(Handle), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                  handle_slots};

/* --- a metric state ----------------------------------------------------------------------------
 */

static int32_t ingest_rows(void* state, const uint8_t* data, size_t size, int32_t format,
                           readiness_error** error) {
  return readiness_metric_state_ingest_rows(state, data, size, format, error);
}
static int32_t evaluate_state(const void* state, const uint8_t* data, size_t size, int32_t format,
                              readiness_buffer** out, readiness_error** error) {
  return readiness_metric_state_evaluate(state, data, size, format, out, error);
}
static int32_t save_state(const void* state, int32_t format, readiness_buffer** out,
                          readiness_error** error) {
  return readiness_metric_state_save(state, format, out, error);
}

static int32_t export_state(const void* object, int32_t table, const uint8_t* data, size_t size,
                            int32_t format, struct ArrowArrayStream* out, readiness_error** error) {
  return readiness_metric_state_export_arrow_stream(object, table, data, size, format, out, error);
}

static PyObject* state_ingest_rows(PyObject* self, PyObject* args) {
  return give(self, args, ingest_rows);
}
static PyObject* state_evaluate(PyObject* self, PyObject* args) {
  return ask(self, args, evaluate_state);
}
static PyObject* state_save(PyObject* self, PyObject* args) { return save(self, args, save_state); }
static PyObject* state_export(PyObject* self, PyObject* args) {
  return export(self, args, export_state);
}

/* The library releases the stream, and so nothing is left for the capsule to release. */
static PyObject* state_ingest_stream(PyObject* self, PyObject* capsule) {
  struct ArrowArrayStream* stream = PyCapsule_GetPointer(capsule, stream_name);
  readiness_metric_state* state = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (stream == NULL) return NULL;
  state = enter(self);
  if (state == NULL) return NULL;
  Py_BEGIN_ALLOW_THREADS;
  code = readiness_metric_state_ingest_arrow_stream(state, stream, &error);
  Py_END_ALLOW_THREADS;
  leave(self);
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  Py_RETURN_NONE;
}

typedef int32_t (*combine_function)(readiness_metric_state*, const readiness_metric_state*,
                                    readiness_error**);

static PyObject* combine(PyObject* self, PyObject* other, combine_function function) {
  readiness_metric_state* state = NULL;
  const readiness_metric_state* theirs = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyObject_TypeCheck(other, Py_TYPE(self))) {
    PyErr_SetString(PyExc_TypeError, "the other must be a metric state too");
    return NULL;
  }
  state = enter(self);
  if (state == NULL) return NULL;
  theirs = enter(other);
  if (theirs != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    code = function(state, theirs, &error);
    Py_END_ALLOW_THREADS;
    leave(other);
  }
  leave(self);
  if (theirs == NULL) return NULL;
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  Py_RETURN_NONE;
}

static PyObject* state_merge(PyObject* self, PyObject* other) {
  return combine(self, other, readiness_metric_state_merge);
}
static PyObject* state_retract(PyObject* self, PyObject* other) {
  return combine(self, other, readiness_metric_state_retract);
}

static PyMethodDef metric_state_methods[] = {
    {"ingest_rows", state_ingest_rows, METH_VARARGS, "ingest_rows(rows, format): takes them"},
    {"ingest_stream", state_ingest_stream, METH_O,
     "ingest_stream(capsule): takes the rows of an arrow_array_stream, which is used up"},
    {"merge", state_merge, METH_O, "merge(other): adds what it knows"},
    {"retract", state_retract, METH_O, "retract(other): takes it away"},
    {"evaluate", state_evaluate, METH_VARARGS, "evaluate(request, format) -> Buffer"},
    {"save", state_save, METH_VARARGS, "save(format) -> Buffer"},
    {"export", state_export, METH_VARARGS,
     "export(table, request, format) -> capsule of an arrow_array_stream"},
    CLOSE_METHOD,
    {NULL, NULL, 0, NULL}};

static PyType_Slot metric_state_slots[] = {{Py_tp_dealloc, (void*)handle_dealloc},
                                           {Py_tp_methods, metric_state_methods},
                                           {Py_tp_getset, handle_properties},
                                           {Py_tp_doc, (void*)"A metric state of the library."},
                                           {0, NULL}};

static PyType_Spec metric_state_spec = {"readiness._core.MetricState", sizeof(Handle), 0,
                                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                        metric_state_slots};

/* --- a risk graph ------------------------------------------------------------------------------
 */

static int32_t update_graph(void* graph, const uint8_t* data, size_t size, int32_t format,
                            readiness_error** error) {
  return readiness_risk_graph_update(graph, data, size, format, error);
}
static int32_t rank_graph(const void* graph, const uint8_t* data, size_t size, int32_t format,
                          readiness_buffer** out, readiness_error** error) {
  return readiness_risk_graph_rank(graph, data, size, format, out, error);
}
static int32_t explain_node(const void* graph, const uint8_t* data, size_t size, int32_t format,
                            readiness_buffer** out, readiness_error** error) {
  return readiness_risk_graph_explain(graph, data, size, format, out, error);
}
static int32_t save_graph(const void* graph, int32_t format, readiness_buffer** out,
                          readiness_error** error) {
  return readiness_risk_graph_save(graph, format, out, error);
}

static int32_t export_graph(const void* object, int32_t table, const uint8_t* data, size_t size,
                            int32_t format, struct ArrowArrayStream* out, readiness_error** error) {
  return readiness_risk_graph_export_arrow_stream(object, table, data, size, format, out, error);
}

static PyObject* graph_update(PyObject* self, PyObject* args) {
  return give(self, args, update_graph);
}
static PyObject* graph_rank(PyObject* self, PyObject* args) { return ask(self, args, rank_graph); }
static PyObject* graph_explain(PyObject* self, PyObject* args) {
  return ask(self, args, explain_node);
}
static PyObject* graph_save(PyObject* self, PyObject* args) { return save(self, args, save_graph); }
static PyObject* graph_export(PyObject* self, PyObject* args) {
  return export(self, args, export_graph);
}

static PyMethodDef risk_graph_methods[] = {
    {"update", graph_update, METH_VARARGS, "update(change, format): changes it"},
    {"rank", graph_rank, METH_VARARGS, "rank(request, format) -> Buffer"},
    {"explain", graph_explain, METH_VARARGS, "explain(request, format) -> Buffer"},
    {"save", graph_save, METH_VARARGS, "save(format) -> Buffer"},
    {"export", graph_export, METH_VARARGS,
     "export(table, request, format) -> capsule of an arrow_array_stream"},
    CLOSE_METHOD,
    {NULL, NULL, 0, NULL}};

static PyType_Slot risk_graph_slots[] = {{Py_tp_dealloc, (void*)handle_dealloc},
                                         {Py_tp_methods, risk_graph_methods},
                                         {Py_tp_getset, handle_properties},
                                         {Py_tp_doc, (void*)"A risk graph of the library."},
                                         {0, NULL}};

static PyType_Spec risk_graph_spec = {"readiness._core.RiskGraph", sizeof(Handle), 0,
                                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                      risk_graph_slots};

/* --- module ---------------------------------------------------------------------------------- */

static PyObject* core_new(PyObject* module, PyObject* ignored) {
  const State* state = PyModule_GetState(module);
  readiness_cycle* cycle = NULL;
  readiness_error* error = NULL;
  (void)ignored;
  if (readiness_cycle_new(&cycle, &error) != READINESS_OK) return raise_error(state, error);
  return take_object(state->handle_type, cycle, &cycle_kind);
}

/* Reads bytes with limits into a new object. */
typedef int32_t (*load_function)(const uint8_t*, size_t, int32_t, const uint8_t*, size_t, void**,
                                 readiness_error**);

static int32_t load_cycle(const uint8_t* data, size_t size, int32_t format, const uint8_t* limits,
                          size_t limits_size, void** out, readiness_error** error) {
  readiness_cycle* cycle = NULL;
  const int32_t code = readiness_cycle_load(data, size, format, limits, limits_size, &cycle, error);
  *out = cycle;
  return code;
}
static int32_t load_metric_state(const uint8_t* data, size_t size, int32_t format,
                                 const uint8_t* limits, size_t limits_size, void** out,
                                 readiness_error** error) {
  readiness_metric_state* state = NULL;
  const int32_t code =
      readiness_metric_state_load(data, size, format, limits, limits_size, &state, error);
  *out = state;
  return code;
}
static int32_t new_risk_graph(const uint8_t* data, size_t size, int32_t format,
                              const uint8_t* limits, size_t limits_size, void** out,
                              readiness_error** error) {
  readiness_risk_graph* graph = NULL;
  const int32_t code =
      readiness_risk_graph_new(data, size, format, limits, limits_size, &graph, error);
  *out = graph;
  return code;
}

static PyObject* load(PyObject* module, PyObject* args, load_function function, PyObject* type,
                      const Kind* kind) {
  Py_buffer data, limits;
  int format = 0;
  void* object = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "y*iy*", &data, &format, &limits)) return NULL;
  Py_BEGIN_ALLOW_THREADS;
  code =
      function(data.buf, (size_t)data.len, format, limits.buf, (size_t)limits.len, &object, &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&limits);
  PyBuffer_Release(&data);
  if (code != READINESS_OK) return raise_error(PyModule_GetState(module), error);
  return take_object(type, object, kind);
}

static PyObject* core_load(PyObject* module, PyObject* args) {
  const State* state = PyModule_GetState(module);
  return load(module, args, load_cycle, state->handle_type, &cycle_kind);
}
static PyObject* core_load_metric_state(PyObject* module, PyObject* args) {
  const State* state = PyModule_GetState(module);
  return load(module, args, load_metric_state, state->metric_state_type, &metric_state_kind);
}
static PyObject* core_new_risk_graph(PyObject* module, PyObject* args) {
  const State* state = PyModule_GetState(module);
  return load(module, args, new_risk_graph, state->risk_graph_type, &risk_graph_kind);
}

/* The library releases both streams, and so nothing is left for the capsules to release. */
static PyObject* core_new_risk_graph_of_streams(PyObject* module, PyObject* args) {
  const State* state = PyModule_GetState(module);
  PyObject *nodes_capsule = NULL, *edges_capsule = NULL;
  struct ArrowArrayStream *nodes = NULL, *edges = NULL;
  Py_buffer limits;
  int format = 0;
  readiness_risk_graph* graph = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "OOy*i", &nodes_capsule, &edges_capsule, &limits, &format)) {
    return NULL;
  }
  nodes = PyCapsule_GetPointer(nodes_capsule, stream_name);
  if (nodes != NULL && edges_capsule != Py_None) {
    edges = PyCapsule_GetPointer(edges_capsule, stream_name);
  }
  if (nodes == NULL || (edges == NULL && edges_capsule != Py_None)) {
    PyBuffer_Release(&limits);
    return NULL;
  }
  Py_BEGIN_ALLOW_THREADS;
  code = readiness_risk_graph_new_arrow_stream(nodes, edges, limits.buf, (size_t)limits.len, format,
                                               &graph, &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&limits);
  if (code != READINESS_OK) return raise_error(state, error);
  return take_object(state->risk_graph_type, graph, &risk_graph_kind);
}

static PyObject* core_new_metric_state(PyObject* module, PyObject* args) {
  const State* state = PyModule_GetState(module);
  Py_buffer options;
  int format = 0;
  readiness_metric_state* made = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "y*i", &options, &format)) return NULL;
  code = readiness_metric_state_new(options.buf, (size_t)options.len, format, &made, &error);
  PyBuffer_Release(&options);
  if (code != READINESS_OK) return raise_error(state, error);
  return take_object(state->metric_state_type, made, &metric_state_kind);
}

static PyObject* core_new_metric_state_for_cycle(PyObject* module, PyObject* args) {
  const State* state = PyModule_GetState(module);
  PyObject* cycle = NULL;
  Py_buffer request;
  int format = 0;
  const readiness_cycle* object = NULL;
  readiness_metric_state* made = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "O!y*i", state->handle_type, &cycle, &request, &format)) return NULL;
  object = enter(cycle);
  if (object != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    code = readiness_metric_state_new_for_cycle(object, request.buf, (size_t)request.len, format,
                                                &made, &error);
    Py_END_ALLOW_THREADS;
    leave(cycle);
  }
  PyBuffer_Release(&request);
  if (object == NULL) return NULL;
  if (code != READINESS_OK) return raise_error(state, error);
  return take_object(state->metric_state_type, made, &metric_state_kind);
}

static PyMethodDef core_methods[] = {
    {"new", core_new, METH_NOARGS, "new() -> Handle of a cycle without entries"},
    {"load", core_load, METH_VARARGS, "load(log, format, limits) -> Handle"},
    {"new_metric_state", core_new_metric_state, METH_VARARGS,
     "new_metric_state(options, format) -> MetricState"},
    {"new_metric_state_for_cycle", core_new_metric_state_for_cycle, METH_VARARGS,
     "new_metric_state_for_cycle(cycle, request, format) -> MetricState"},
    {"load_metric_state", core_load_metric_state, METH_VARARGS,
     "load_metric_state(states, format, limits) -> MetricState"},
    {"new_risk_graph", core_new_risk_graph, METH_VARARGS,
     "new_risk_graph(graph, format, limits) -> RiskGraph"},
    {"new_risk_graph_of_streams", core_new_risk_graph_of_streams, METH_VARARGS,
     "new_risk_graph_of_streams(nodes, edges or None, limits, format) -> RiskGraph, of two "
     "arrow_array_streams, which are used up"},
    {NULL, NULL, 0, NULL}};

/* Borrows nothing: what it takes from readiness.errors lives as long as the module. */
static int take_errors(State* state) {
  PyObject* errors = PyImport_ImportModule("readiness.errors");
  if (errors == NULL) return -1;
  state->make_error = PyObject_GetAttrString(errors, "_make_error");
  state->closed = PyObject_GetAttrString(errors, "_closed");
  Py_DECREF(errors);
  return state->make_error == NULL || state->closed == NULL ? -1 : 0;
}

static int core_execute(PyObject* module) {
  State* state = PyModule_GetState(module);
  const int32_t abi = readiness_abi_version();
  if (abi >> 16 != READINESS_ABI_VERSION >> 16 ||
      (abi & 0xFFFF) < (READINESS_ABI_VERSION & 0xFFFF)) {
    PyErr_Format(PyExc_ImportError,
                 "the library that is loaded has interface %d.%d and this module needs %d.%d",
                 (int)(abi >> 16), (int)(abi & 0xFFFF), READINESS_ABI_VERSION >> 16,
                 READINESS_ABI_VERSION & 0xFFFF);
    return -1;
  }
  if (take_errors(state) < 0) return -1;
  state->handle_type = PyType_FromModuleAndSpec(module, &handle_spec, NULL);
  state->metric_state_type = PyType_FromModuleAndSpec(module, &metric_state_spec, NULL);
  state->risk_graph_type = PyType_FromModuleAndSpec(module, &risk_graph_spec, NULL);
  state->buffer_type = PyType_FromModuleAndSpec(module, &buffer_spec, NULL);
  if (state->handle_type == NULL || state->metric_state_type == NULL ||
      state->risk_graph_type == NULL || state->buffer_type == NULL) {
    return -1;
  }
  if (PyModule_AddType(module, (PyTypeObject*)state->handle_type) < 0 ||
      PyModule_AddType(module, (PyTypeObject*)state->metric_state_type) < 0 ||
      PyModule_AddType(module, (PyTypeObject*)state->risk_graph_type) < 0 ||
      PyModule_AddType(module, (PyTypeObject*)state->buffer_type) < 0 ||
      PyModule_AddStringConstant(module, "version", readiness_version()) < 0 ||
      PyModule_AddStringConstant(module, "build_info", readiness_build_info()) < 0 ||
      PyModule_AddIntConstant(module, "abi_version", abi) < 0 ||
      PyModule_AddIntConstant(module, "PROTOBUF", READINESS_FORMAT_PROTOBUF) < 0 ||
      PyModule_AddIntConstant(module, "JSON", READINESS_FORMAT_JSON) < 0 ||
      PyModule_AddIntConstant(module, "CSV", READINESS_FORMAT_CSV) < 0 ||
      PyModule_AddIntConstant(module, "RISKS", READINESS_TABLE_RISKS) < 0 ||
      PyModule_AddIntConstant(module, "BLOCKED_WORK", READINESS_TABLE_BLOCKED_WORK) < 0 ||
      PyModule_AddIntConstant(module, "METRICS", READINESS_TABLE_METRICS) < 0 ||
      PyModule_AddIntConstant(module, "ENTRIES", READINESS_TABLE_ENTRIES) < 0) {
    return -1;
  }
  return 0;
}

static int core_traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  Py_VISIT(state->make_error);
  Py_VISIT(state->closed);
  Py_VISIT(state->handle_type);
  Py_VISIT(state->metric_state_type);
  Py_VISIT(state->risk_graph_type);
  Py_VISIT(state->buffer_type);
  return 0;
}

static int core_clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  Py_CLEAR(state->make_error);
  Py_CLEAR(state->closed);
  Py_CLEAR(state->handle_type);
  Py_CLEAR(state->metric_state_type);
  Py_CLEAR(state->risk_graph_type);
  Py_CLEAR(state->buffer_type);
  return 0;
}

static PyModuleDef_Slot core_slots[] = {{Py_mod_exec, (void*)core_execute}, {0, NULL}};

static struct PyModuleDef core_module = {
    PyModuleDef_HEAD_INIT, "readiness._core", "The C interface of readiness.",
    sizeof(State),         core_methods,      core_slots,
    core_traverse,         core_clear,        NULL};

PyMODINIT_FUNC PyInit__core(void) { return PyModuleDef_Init(&core_module); }
