// The cost of certificates: chains parsed and verified per second, and loading the system's trust anchors. Built twice
// from this source, over tls::x509 and, with BENCH_OPENSSL, over libcrypto. Both use the same kinds of chains, which
// each run creates with the library's certificate builder. Prints a line per figure: name, value, unit.
// `test/bench/run` compares the two.

#include "stopwatch.hpp"

#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verifier.hpp>

#ifdef BENCH_OPENSSL
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#endif

#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace x509 = tls::x509;
using tls::bytes;
using tls::key_type;

constexpr bench::seconds measured_time{0.3};
constexpr const char* host = "www.example.com";

[[noreturn]] void stop(const std::string& what)
{
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

void print(const std::string& name, double value, const char* unit)
{
    std::printf("%s\t%.6g\t%s\n", name.c_str(), value, unit);
}

/// Returns how many times per second of CPU time `work` runs.
double rate(const std::function<void()>& work)
{
    work();
    double runs = 0;
    bench::stopwatch watch(measured_time);
    while (watch.is_running()) {
        work();
        ++runs;
    }
    return runs / watch.cpu_seconds();
}

double heap_in_use()
{
    return static_cast<double>(mallinfo2().uordblks);
}

/// A chain as sent by a server (DER, leaf first), and its root.
struct chain {
    std::string name;
    std::vector<bytes> sent;
    bytes root;
};

struct key_kind {
    key_type type;
    unsigned bits;
};

chain make_chain(const std::string& name, key_kind leaf, key_kind intermediate, key_kind root)
{
    auto root_key = x509::generate_private_key(root.type, root.bits);
    x509::certificate_template description;
    description.common_name = "Root of " + name;
    description.is_ca = true;
    auto root_certificate = x509::self_signed_certificate(description, root_key);

    auto intermediate_key = x509::generate_private_key(intermediate.type, intermediate.bits);
    description.common_name = "Intermediate of " + name;
    auto intermediate_certificate =
        x509::issue_certificate(description, intermediate_key.public_part, root_certificate, root_key);

    auto leaf_key = x509::generate_private_key(leaf.type, leaf.bits);
    description = {};
    description.common_name = host;
    description.dns_names = {"example.com", host};
    description.extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
    auto leaf_certificate =
        x509::issue_certificate(description, leaf_key.public_part, intermediate_certificate, intermediate_key);

    auto der = [](const x509::certificate& c) { return tls::to_bytes(c.der()); };
    return {name, {der(leaf_certificate), der(intermediate_certificate)}, der(root_certificate)};
}

#ifdef BENCH_OPENSSL

template <auto Free>
struct freeing {
    template <class T>
    void operator()(T* p) const
    {
        Free(p);
    }
};
using x509_ptr = std::unique_ptr<X509, freeing<X509_free>>;
using store_ptr = std::unique_ptr<X509_STORE, freeing<X509_STORE_free>>;
using store_context_ptr = std::unique_ptr<X509_STORE_CTX, freeing<X509_STORE_CTX_free>>;
using stack_ptr = std::unique_ptr<STACK_OF(X509), freeing<+[](STACK_OF(X509) * s) { sk_X509_free(s); }>>;

x509_ptr parse(const bytes& der)
{
    auto* data = der.data();
    return x509_ptr(d2i_X509(nullptr, &data, static_cast<long>(der.size())));
}

store_ptr store_of(const chain& c)
{
    store_ptr store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), parse(c.root).get());
    return store;
}

void verify(const store_ptr& store, const chain& c)
{
    auto leaf = parse(c.sent[0]), intermediate = parse(c.sent[1]);
    stack_ptr others(sk_X509_new_null());
    sk_X509_push(others.get(), intermediate.get());
    store_context_ptr context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), others.get());
    X509_STORE_CTX_set_default(context.get(), "ssl_server");
    X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(context.get()), host, 0);
    if (X509_verify_cert(context.get()) != 1)
        stop(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
}

store_ptr load_system()
{
    store_ptr store(X509_STORE_new());
    X509_STORE_set_default_paths(store.get());
    return store;
}

#else

x509::trust_store store_of(const chain& c)
{
    x509::trust_store store;
    store.add(x509::certificate::from_der(c.root));
    return store;
}

void verify(const x509::trust_store& store, const chain& c)
{
    std::vector<x509::certificate> sent;
    for (const auto& der : c.sent)
        sent.push_back(x509::certificate::from_der(der));
    x509::verify_parameters parameters;
    parameters.anchors = &store;
    parameters.algorithms = tls::registry::standard().get();
    parameters.time = std::chrono::system_clock::now();
    parameters.use = x509::purpose::server_auth;
    parameters.host = host;
    auto verdict = x509::verify_chain(sent, parameters);
    if (!verdict.accepted)
        stop(verdict.detail);
}

x509::trust_store load_system()
{
    return x509::trust_store::load_system();
}

#endif

} // namespace

int main()
{
    constexpr key_kind p256{key_type::secp256r1, 0}, p384{key_type::secp384r1, 0}, ed25519{key_type::ed25519, 0};
    constexpr key_kind rsa2048{key_type::rsa, 2048}, rsa4096{key_type::rsa, 4096};
    for (const auto& c :
         {make_chain("chains verified, RSA-2048 below RSA-2048 and RSA-4096", rsa2048, rsa2048, rsa4096),
          make_chain("chains verified, P-256 below P-256 and P-384", p256, p256, p384),
          make_chain("chains verified, Ed25519", ed25519, ed25519, ed25519)}) {
        auto store = store_of(c);
        print(c.name, rate([&] { verify(store, c); }), "/s");
    }
    print("system store loaded", rate([] { load_system(); }), "/s");
    auto before = heap_in_use();
    auto kept = load_system();
    print("heap of a system store", (heap_in_use() - before) / 1024, "KiB");
}
