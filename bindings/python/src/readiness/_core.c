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

typedef struct {
  PyObject* make_error; /* readiness.errors._make_error(code, message, location, detail) */
  PyObject* closed;     /* readiness.errors._closed() */
  PyObject* handle_type;
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

/* --- Handle: a cycle ------------------------------------------------------------------------- */

/* `user_count` calls are inside the library; a handle that is closed meanwhile is freed by the last
 * of them. Both change with the interpreter's lock held. */
typedef struct {
  PyObject_HEAD readiness_cycle* cycle;
  Py_ssize_t user_count;
  int is_closed;
} Handle;

static const State* state_of(PyObject* self) { return PyType_GetModuleState(Py_TYPE(self)); }

static void free_when_unused(Handle* handle) {
  if (handle->is_closed && handle->user_count == 0 && handle->cycle != NULL) {
    readiness_cycle* cycle = handle->cycle;
    handle->cycle = NULL;
    Py_BEGIN_ALLOW_THREADS;
    readiness_cycle_free(cycle);
    Py_END_ALLOW_THREADS;
  }
}

/* Enters the library with the handle; NULL, with an exception, where it is closed. */
static readiness_cycle* enter(PyObject* self) {
  Handle* handle = (Handle*)self;
  if (handle->is_closed) {
    raise_made(PyObject_CallFunction(state_of(self)->closed, NULL));
    return NULL;
  }
  handle->user_count += 1;
  return handle->cycle;
}

static void leave(PyObject* self) {
  ((Handle*)self)->user_count -= 1;
  free_when_unused((Handle*)self);
}

static PyObject* take_cycle(const State* state, readiness_cycle* cycle) {
  PyObject* self = allocate(state->handle_type);
  if (self == NULL) {
    readiness_cycle_free(cycle);
    return NULL;
  }
  ((Handle*)self)->cycle = cycle;
  return self;
}

static void handle_dealloc(PyObject* self) {
  readiness_cycle_free(((Handle*)self)->cycle);
  deallocate(self);
}

static PyObject* handle_append(PyObject* self, PyObject* args) {
  Py_buffer entry;
  int format = 0;
  readiness_cycle* cycle = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "y*i", &entry, &format)) return NULL;
  cycle = enter(self);
  if (cycle != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    code = readiness_cycle_append(cycle, entry.buf, (size_t)entry.len, format, &error);
    Py_END_ALLOW_THREADS;
    leave(self);
  }
  PyBuffer_Release(&entry);
  if (cycle == NULL) return NULL;
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  Py_RETURN_NONE;
}

typedef int32_t (*ask_function)(const readiness_cycle*, const uint8_t*, size_t, int32_t,
                                readiness_buffer**, readiness_error**);

static PyObject* ask(PyObject* self, PyObject* args, ask_function function) {
  Py_buffer request;
  int format = 0;
  readiness_cycle* cycle = NULL;
  readiness_buffer* answer = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "y*i", &request, &format)) return NULL;
  cycle = enter(self);
  if (cycle != NULL) {
    Py_BEGIN_ALLOW_THREADS;
    code = function(cycle, request.buf, (size_t)request.len, format, &answer, &error);
    Py_END_ALLOW_THREADS;
    leave(self);
  }
  PyBuffer_Release(&request);
  if (cycle == NULL) return NULL;
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  return take_buffer(state_of(self), answer);
}

static PyObject* handle_assess(PyObject* self, PyObject* args) {
  return ask(self, args, readiness_cycle_assess);
}

static PyObject* handle_query(PyObject* self, PyObject* args) {
  return ask(self, args, readiness_cycle_query);
}

static PyObject* handle_save(PyObject* self, PyObject* args) {
  int format = 0;
  readiness_cycle* cycle = NULL;
  readiness_buffer* answer = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "i", &format)) return NULL;
  cycle = enter(self);
  if (cycle == NULL) return NULL;
  Py_BEGIN_ALLOW_THREADS;
  code = readiness_cycle_save(cycle, format, &answer, &error);
  Py_END_ALLOW_THREADS;
  leave(self);
  if (code != READINESS_OK) return raise_error(state_of(self), error);
  return take_buffer(state_of(self), answer);
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

static PyMethodDef handle_methods[] = {
    {"append", handle_append, METH_VARARGS, "append(entry, format): accepts one entry"},
    {"assess", handle_assess, METH_VARARGS, "assess(request, format) -> Buffer"},
    {"query", handle_query, METH_VARARGS, "query(request, format) -> Buffer"},
    {"save", handle_save, METH_VARARGS, "save(format) -> Buffer"},
    {"close", handle_close, METH_NOARGS,
     "close(): frees the cycle, at once or when the last call that is under way has ended"},
    {NULL, NULL, 0, NULL}};

static PyGetSetDef handle_properties[] = {
    {"closed", handle_closed, NULL, "whether close() was called", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

static PyType_Slot handle_slots[] = {{Py_tp_dealloc, (void*)handle_dealloc},
                                     {Py_tp_methods, handle_methods},
                                     {Py_tp_getset, handle_properties},
                                     {Py_tp_doc, (void*)"A cycle of the library."},
                                     {0, NULL}};

static PyType_Spec handle_spec = {"readiness._core.Handle", sizeof(Handle), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                  handle_slots};

/* --- module ---------------------------------------------------------------------------------- */

static PyObject* core_new(PyObject* module, PyObject* ignored) {
  const State* state = PyModule_GetState(module);
  readiness_cycle* cycle = NULL;
  readiness_error* error = NULL;
  (void)ignored;
  if (readiness_cycle_new(&cycle, &error) != READINESS_OK) return raise_error(state, error);
  return take_cycle(state, cycle);
}

static PyObject* core_load(PyObject* module, PyObject* args) {
  const State* state = PyModule_GetState(module);
  Py_buffer log, limits;
  int format = 0;
  readiness_cycle* cycle = NULL;
  readiness_error* error = NULL;
  int32_t code = 0;
  if (!PyArg_ParseTuple(args, "y*iy*", &log, &format, &limits)) return NULL;
  Py_BEGIN_ALLOW_THREADS;
  code = readiness_cycle_load(log.buf, (size_t)log.len, format, limits.buf, (size_t)limits.len,
                              &cycle, &error);
  Py_END_ALLOW_THREADS;
  PyBuffer_Release(&limits);
  PyBuffer_Release(&log);
  if (code != READINESS_OK) return raise_error(state, error);
  return take_cycle(state, cycle);
}

static PyMethodDef core_methods[] = {
    {"new", core_new, METH_NOARGS, "new() -> Handle of a cycle without entries"},
    {"load", core_load, METH_VARARGS, "load(log, format, limits) -> Handle"},
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
  state->buffer_type = PyType_FromModuleAndSpec(module, &buffer_spec, NULL);
  if (state->handle_type == NULL || state->buffer_type == NULL) return -1;
  if (PyModule_AddType(module, (PyTypeObject*)state->handle_type) < 0 ||
      PyModule_AddType(module, (PyTypeObject*)state->buffer_type) < 0 ||
      PyModule_AddStringConstant(module, "version", readiness_version()) < 0 ||
      PyModule_AddStringConstant(module, "build_info", readiness_build_info()) < 0 ||
      PyModule_AddIntConstant(module, "abi_version", abi) < 0 ||
      PyModule_AddIntConstant(module, "PROTOBUF", READINESS_FORMAT_PROTOBUF) < 0 ||
      PyModule_AddIntConstant(module, "JSON", READINESS_FORMAT_JSON) < 0) {
    return -1;
  }
  return 0;
}

static int core_traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  Py_VISIT(state->make_error);
  Py_VISIT(state->closed);
  Py_VISIT(state->handle_type);
  Py_VISIT(state->buffer_type);
  return 0;
}

static int core_clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  Py_CLEAR(state->make_error);
  Py_CLEAR(state->closed);
  Py_CLEAR(state->handle_type);
  Py_CLEAR(state->buffer_type);
  return 0;
}

static PyModuleDef_Slot core_slots[] = {{Py_mod_exec, (void*)core_execute}, {0, NULL}};

static struct PyModuleDef core_module = {
    PyModuleDef_HEAD_INIT, "readiness._core", "The C interface of readiness.",
    sizeof(State),         core_methods,      core_slots,
    core_traverse,         core_clear,        NULL};

PyMODINIT_FUNC PyInit__core(void) { return PyModuleDef_Init(&core_module); }
