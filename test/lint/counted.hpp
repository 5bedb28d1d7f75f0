// The object type that the coroutine contract tests use.

#ifndef TLS_TEST_LINT_COUNTED_HPP
#define TLS_TEST_LINT_COUNTED_HPP

namespace tls::test {

/// Counts live objects, and objects whose address has changed since construction.
struct counted {
    static inline int alive = 0;
    static inline int misplaced = 0;

    explicit counted(int v = 0) : self(this), value(v) { ++alive; }
    counted(const counted& other) : counted(other.value) { other.check(); }
    counted(counted&& other) noexcept : counted(other.value) { other.check(); }
    counted& operator=(const counted& other)
    {
        check();
        other.check();
        value = other.value;
        return *this;
    }
    ~counted()
    {
        check();
        --alive;
    }
    void check() const { misplaced += self != this; }

    const counted* self;
    int value;
};

} // namespace tls::test

#endif
