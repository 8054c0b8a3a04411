// The header in C++: handles held by what frees them.
#include <evx.h>

#include <cstdio>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>

template <typename T, void (*Free)(T *)> struct Freer {
  void operator()(T *object) const { Free(object); }
};
template <typename T, void (*Free)(T *)> using Owned = std::unique_ptr<T, Freer<T, Free>>;

int main() {
  std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  evx_builder *builder = nullptr;
  evx_engine *engine = nullptr;
  evx_worker *worker = nullptr;
  evx_result *result = nullptr;
  evx_builder_new(nullptr, &builder);
  Owned<evx_builder, evx_builder_free> builder_owner{builder};
  evx_builder_add_builtin(builder, "en");
  evx_builder_finish(builder, &engine);
  Owned<evx_engine, evx_engine_free> engine_owner{engine};
  evx_worker_new(engine, &worker);
  Owned<evx_worker, evx_worker_free> worker_owner{worker};
  evx_options options = EVX_OPTIONS_INIT;
  evx_status status = evx_extract(worker, text.data(), text.size(), &options, &result);
  Owned<evx_result, evx_result_free> result_owner{result};
  char *json = nullptr;
  if (status == EVX_OK)
    status = evx_result_to_json(result, EVX_JSON_LINE, EVX_OFFSETS_BYTE, &json, nullptr);
  std::cout << (status == EVX_OK ? json : evx_status_message(status));
  evx_string_free(json);
  return status == EVX_OK ? 0 : 1;
}
